import { randomUUID } from "node:crypto"
import Provider, { type AdapterFactory, type Configuration, interactionPolicy, type JWK, type KoaContextWithOIDC } from "oidc-provider"
import { findAccount } from "./accounts.ts"
import { messagePage, pageHeaders } from "./page.ts"

export const clientId = "parley"

export type ProviderOptions = {
  issuer: string
  /** The site's addresses: users arrive from them and return to them. */
  siteUrls: readonly string[]
  /** The first key signs, all keys are published. */
  keys: JWK[]
  adapter: AdapterFactory
  cookieKey: string
  idTokenSeconds: number
  refreshTokens: boolean
}

const daySeconds = 24 * 60 * 60

/** An OpenID provider for the accounts of this machine and for one public client, the page. */
export function createProvider(options: ProviderOptions): Provider {
  const { issuer, siteUrls, keys, adapter, cookieKey, idTokenSeconds, refreshTokens } = options
  const [siteUrl] = siteUrls
  const configuration: Configuration = {
    adapter,
    jwks: { keys },
    clients: [
      {
        client_id: clientId,
        token_endpoint_auth_method: "none",
        response_types: ["code"],
        grant_types: ["authorization_code", ...(refreshTokens ? ["refresh_token"] : [])],
        redirect_uris: siteUrls.map((url) => `${url}/signed-in`),
        post_logout_redirect_uris: siteUrls.map((url) => `${url}/`),
      },
    ],
    claims: { openid: ["sub", "groups", "jti"], profile: ["name"], email: ["email", "email_verified"] },
    // The API only reads the ID token, so the ID token contains the claims of all scopes.
    conformIdTokenClaims: false,
    scopes: ["openid", "offline_access"],
    findAccount: (_ctx, sub) => {
      const account = findAccount(sub)
      // A unique id makes a renewed token differ from the previous one even within one second.
      return account && { accountId: sub, claims: async () => ({ ...account, jti: randomUUID() }) }
    },
    clientBasedCORS: (_ctx, origin) => siteUrls.includes(origin),
    // Also without offline_access: this provider has no consent page.
    issueRefreshToken: async () => refreshTokens,
    loadExistingGrant: grantEverything,
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}`, policy: policy() },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        logoutSource: signOut,
        postLogoutSuccessSource: (ctx) => show(ctx, "Signed out", "You are signed out on this machine.", siteUrl),
      },
    },
    renderError: (ctx, { error_description, error }) => show(ctx, "Sign-in failed", `${error_description ?? error}`, siteUrl),
    ttl: {
      AccessToken: 60 * 60,
      AuthorizationCode: 60,
      Grant: 14 * daySeconds,
      IdToken: idTokenSeconds,
      Interaction: 60 * 60,
      RefreshToken: 14 * daySeconds,
      Session: 14 * daySeconds,
    },
    cookies: {
      keys: [cookieKey],
      // Cookies ignore ports: the site on the same host receives these cookies too.
      names: { session: "sign-in-session", interaction: "sign-in-interaction", resume: "sign-in-resume" },
    },
  }
  return new Provider(issuer, configuration)
}

/** Adds `prompt=select_account` to the library's prompts: a signed-in user can choose another account. */
function policy() {
  const prompts = interactionPolicy.base()
  prompts.add(new interactionPolicy.Prompt({ name: "select_account", requestable: true }), 0)
  return prompts
}

async function grantEverything({ oidc }: KoaContextWithOIDC) {
  const { provider, session, client } = oidc
  if (!session?.accountId || !client) return undefined
  const known = session.grantIdFor(client.clientId)
  const grant =
    (known && (await provider.Grant.find(known))) || new provider.Grant({ accountId: session.accountId, clientId: client.clientId })
  grant.addOIDCScope([...oidc.requestParamOIDCScopes].join(" "))
  await grant.save()
  return grant
}

// The user has just pressed "Sign out". This page skips the library's confirmation, which needs a script to submit itself.
async function signOut(ctx: KoaContextWithOIDC) {
  const { provider, session, params } = ctx.oidc
  for (const { grantId } of Object.values(session?.authorizations ?? {})) {
    if (!grantId) continue
    await Promise.all([provider.AccessToken, provider.RefreshToken].map((model) => model.revokeByGrantId(grantId)))
    await (await provider.Grant.find(grantId))?.destroy()
  }
  await session?.destroy()
  const { post_logout_redirect_uri: target, state } = params ?? {}
  const url = new URL(typeof target === "string" ? target : ctx.oidc.urlFor("end_session_success"))
  if (typeof state === "string") url.searchParams.set("state", state)
  ctx.redirect(url.href)
}

function show(ctx: KoaContextWithOIDC, title: string, text: string, siteUrl: string | undefined) {
  ctx.set(pageHeaders())
  ctx.body = messagePage(title, text, siteUrl)
}
