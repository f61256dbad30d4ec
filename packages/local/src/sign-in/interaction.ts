import type { IncomingMessage, ServerResponse } from "node:http"
import { text } from "node:stream/consumers"
import type Provider from "oidc-provider"
import { errors } from "oidc-provider"
import { accounts, findAccount } from "./accounts.ts"
import { accountPage, messagePage, pageHeaders } from "./page.ts"

/** Shows the account page of a sign-in, or completes the sign-in with the chosen account. */
export async function interact(provider: Provider, siteUrls: readonly string[], request: IncomingMessage, response: ServerResponse) {
  try {
    const { prompt } = await provider.interactionDetails(request, response)
    if (request.method !== "POST") return void response.writeHead(200, pageHeaders(siteUrls)).end(accountPage(accounts))
    const account = findAccount(new URLSearchParams(await text(request)).get("account"))
    const result = account
      ? { [prompt.name]: {}, login: { accountId: account.sub } }
      : { error: "access_denied", error_description: "No account was chosen." }
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
  } catch (error) {
    if (!(error instanceof errors.OIDCProviderError)) throw error
    const said = "This page was left open for too long, or belongs to another window. Start again from Parley."
    response.writeHead(error.statusCode, pageHeaders()).end(messagePage("Start again", said, siteUrls[0]))
  }
}
