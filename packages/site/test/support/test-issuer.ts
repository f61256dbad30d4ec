import { generateKeyPairSync, randomUUID } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import Provider, { type Adapter, type AdapterPayload, interactionPolicy, type KoaContextWithOIDC } from "oidc-provider"

type Account = { sub: string; name: string; email: string }
const accounts: readonly Account[] = [
  { sub: "one", name: "One", email: "one@example.com" },
  { sub: "two", name: "Two", email: "two@example.com" },
]

const privateKey = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" })

/** A real OpenID provider with two accounts, for the page's tests. `settings` apply until `reset`. */
export class TestIssuer {
  readonly url: string
  settings = { idTokenSeconds: 600, refreshTokens: true }
  /** The page's requests: the prompt of each redirect, and the grant type of each token request. */
  prompts: (string | undefined)[] = []
  grants: string[] = []
  readonly stop: () => Promise<void>
  private readonly stored = new Map<string, AdapterPayload>()
  private provider: Provider | undefined

  private constructor(url: string, stop: () => Promise<void>) {
    this.url = url
    this.stop = stop
  }

  static async start(): Promise<TestIssuer> {
    let issuer: TestIssuer | undefined
    const server = createServer((request, response) => issuer?.answer(request, response))
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    issuer = new TestIssuer(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    })
    return issuer
  }

  /** Serves the page at this address, with nobody signed in. */
  reset(siteUrl: string): void {
    this.settings = { idTokenSeconds: 600, refreshTokens: true }
    this.prompts = []
    this.grants = []
    this.stored.clear()
    this.provider ??= this.createProvider(siteUrl)
  }

  /** Ends every session, as an administrator does: all refresh tokens and cookies become invalid. */
  endSessions(): void {
    this.stored.clear()
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.url)
    if (url.pathname === "/auth") this.prompts.push(url.searchParams.get("prompt") ?? undefined)
    if (!this.provider) return void response.destroy()
    if (!url.pathname.startsWith("/interaction/")) return void this.provider.callback()(request, response)
    if (request.method === "POST") return interact(this.provider, request, response)
    const buttons = accounts.map(({ sub, email }) => `<button name="account" value="${sub}">${email}</button>`).join("")
    const page = `<!doctype html><title>Accounts</title><form method="post">${buttons}<button name="account" value="">Cancel</button></form>`
    response.writeHead(200, { "content-type": "text/html" }).end(page)
  }

  private createProvider(siteUrl: string): Provider {
    const policy = interactionPolicy.base()
    policy.add(new interactionPolicy.Prompt({ name: "select_account", requestable: true }), 0)
    const provider = new Provider(this.url, {
      adapter: (model) => this.createAdapter(model),
      jwks: { keys: [{ ...privateKey, kid: "test" }] },
      cookies: { keys: ["test"] },
      clients: [
        {
          client_id: "parley",
          token_endpoint_auth_method: "none",
          response_types: ["code"],
          grant_types: ["authorization_code", "refresh_token"],
          redirect_uris: [`${siteUrl}/signed-in`],
          post_logout_redirect_uris: [`${siteUrl}/`],
        },
      ],
      // With a `jti`, as at all large providers, two tokens of the same second differ.
      claims: { openid: ["sub", "jti"], profile: ["name"], email: ["email"] },
      conformIdTokenClaims: false,
      findAccount: (_ctx, sub) => ({
        accountId: sub,
        claims: async () => ({ ...accounts.find((one) => one.sub === sub), sub, jti: randomUUID() }),
      }),
      clientBasedCORS: (_ctx, origin) => origin === siteUrl,
      issueRefreshToken: async () => this.settings.refreshTokens,
      loadExistingGrant: grantEverything,
      interactions: { url: (_ctx, { uid }) => `/interaction/${uid}`, policy },
      features: { devInteractions: { enabled: false }, rpInitiatedLogout: { logoutSource: signOut } },
      ttl: {
        AccessToken: 600,
        AuthorizationCode: 60,
        Grant: 3_600,
        IdToken: () => this.settings.idTokenSeconds,
        Interaction: 600,
        RefreshToken: 3_600,
        Session: 3_600,
      },
    })
    provider.on("grant.success", (ctx) => this.grants.push(`${ctx.oidc.params?.grant_type}`))
    return provider
  }

  private createAdapter(model: string): Adapter {
    const key = (id: string) => `${model}:${id}`
    const find = async (id: string) => this.stored.get(key(id))
    return {
      upsert: async (id, payload) => void this.stored.set(key(id), payload),
      find,
      findByUid: async (uid) => [...this.stored].find(([name, payload]) => name.startsWith(key("")) && payload.uid === uid)?.[1],
      findByUserCode: async () => undefined,
      consume: async (id) => void Object.assign((await find(id)) ?? {}, { consumed: Math.floor(Date.now() / 1_000) }),
      destroy: async (id) => void this.stored.delete(key(id)),
      revokeByGrantId: async (grantId) => {
        for (const [name, payload] of this.stored) if (name.startsWith(key("")) && payload.grantId === grantId) this.stored.delete(name)
      },
    }
  }
}

async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { prompt } = await provider.interactionDetails(request, response)
  const accountId = new URLSearchParams(await text(request)).get("account")
  const result = accountId ? { [prompt.name]: {}, login: { accountId } } : { error: "access_denied" }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
}

async function grantEverything({ oidc }: KoaContextWithOIDC) {
  const { provider, session, client } = oidc
  if (!session?.accountId || !client) return undefined
  const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId })
  grant.addOIDCScope([...oidc.requestParamOIDCScopes].join(" "))
  await grant.save()
  return grant
}

// Skips the library's confirmation page.
async function signOut(ctx: KoaContextWithOIDC): Promise<void> {
  await ctx.oidc.session?.destroy()
  ctx.redirect(`${ctx.oidc.params?.post_logout_redirect_uri}`)
}
