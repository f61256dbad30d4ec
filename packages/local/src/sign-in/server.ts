import { randomUUID } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import type { JWK } from "oidc-provider"
import { refusalOf, refuse } from "../loopback.ts"
import { portError } from "../port.ts"
import { type Account, accounts } from "./accounts.ts"
import { interact } from "./interaction.ts"
import { memory } from "./memory.ts"
import { messagePage, pageHeaders } from "./page.ts"
import { clientId, createProvider } from "./provider.ts"
import { newSigningKey } from "./signing-key.ts"

export type SignInServer = {
  issuer: string
  /** The accounts, described for the start-up report. */
  said: string
  /** The settings that make the functions trust this provider, by name. */
  settings: { OIDC_ISSUER: string; OIDC_CLIENT_ID: string }
  /** Allows sign-in from this site, under any of its addresses. */
  serveSite(...urls: string[]): void
  /** Signs with the first key from now on and publishes all of them. */
  useKeys(keys: JWK[]): void
  stop(): Promise<void>
}

export type SignInOptions = {
  /** 0 picks a free port. */
  port: number
  /** Signing keys; the default is one new key. */
  keys?: JWK[]
  idTokenSeconds?: number
  refreshTokens?: boolean
}

/** The settings that make the functions trust the provider on this port. */
export const localIssuer = (port: number) => ({ OIDC_ISSUER: `http://localhost:${port}`, OIDC_CLIENT_ID: clientId })

/**
 * Starts an OpenID provider on this machine's loopback address, for trying sign-in. Keys and sessions last as long as this process. After a
 * restart users sign in again and find their conversations, because issuer and subjects stay the same.
 * @throws PlainError if the port cannot be used
 */
export async function startSignIn({
  port,
  keys: given,
  idTokenSeconds = 3_600,
  refreshTokens = true,
}: SignInOptions): Promise<SignInServer> {
  let keys = given ?? [await newSigningKey()]
  const siteUrls: string[] = []
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()))
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(portError(error, port, "OIDC_PORT")))
    server.listen(port, "127.0.0.1", resolve)
  })
  const settings = localIssuer((server.address() as AddressInfo).port)
  const issuer = settings.OIDC_ISSUER
  const kept = { issuer, siteUrls, adapter: memory(), cookieKey: randomUUID(), idTokenSeconds, refreshTokens }
  // The library reads clients and keys only once. After a change, a new provider continues with the same memory.
  let provider = createProvider({ ...kept, keys })
  let handle = provider.callback()
  const renew = () => {
    provider = createProvider({ ...kept, keys })
    handle = provider.callback()
  }

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const refusal = refusalOf(request, { pages: "local" })
    if (refusal) return refuse(response, refusal)
    if (request.url === "/") return void response.writeHead(200, pageHeaders()).end(startPage(siteUrls[0]))
    if (request.url?.startsWith("/interaction/")) return interact(provider, siteUrls, request, response)
    await handle(request, response)
  }

  return {
    issuer,
    said: `${accounts.map(inWords).join(" or ")}, without a password`,
    settings,
    serveSite(...urls) {
      siteUrls.push(...urls)
      renew()
    },
    useKeys(others) {
      keys = others
      renew()
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const inWords = ({ email, groups }: Account) => (groups ? `${email} (in the group ${groups.join(", ")})` : email)

const startPage = (siteUrl: string | undefined) => messagePage("Test sign-in", "Start the sign-in on the site.", siteUrl)
