// The one file that imports the library: it is fetched only where people sign in.
import { ErrorResponse, InMemoryWebStorage, type User, UserManager, WebStorageStateStore } from "oidc-client-ts"
import type { SignIn } from "../api/types.ts"
import { returnPath } from "./redirect-state.ts"
import type { Person } from "./session.ts"

export type Credentials = {
  idToken: string
  /** Until when the token is sure to be taken, and when it is time for a new one, by this device's clock (ms). */
  goodUntil: number
  renewAt: number
  /** Whether there is a refresh token. */
  renewable: boolean
  person: Person
  /** Tells people apart without saying who they are. */
  mark: string
}

/** Why there is no new token: the session is over, or the provider takes the refresh token without a new ID token, or it does not answer. */
export type NotRenewed = "refused" | "without" | "unavailable"

/** `silent`: the provider asks the person nothing, and answers with an error if it would have to. */
export type Way = "silent" | "asked" | "otherAccount"

export type Provider = {
  /** Leaves the page for the provider: never resolves. @throws if there is no way to the provider. */
  go: (way: Way) => Promise<never>
  /** Takes what the provider sent back. @throws if that is not a sign-in. */
  arrive: (url: string) => Promise<Credentials>
  /** A new token for the same person, by the refresh token. */
  renew: () => Promise<Credentials | NotRenewed>
  /** Leaves the page to sign out at the provider too. */
  signOut: () => Promise<void>
}

export function createProvider({ issuer, clientId, scope }: SignIn): Provider {
  const home = `${location.origin}/`
  const manager = new UserManager({
    authority: issuer,
    client_id: clientId,
    scope,
    redirect_uri: `${location.origin}${returnPath}`,
    post_logout_redirect_uri: home,
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    automaticSilentRenew: false,
    requestTimeoutInSeconds: 15,
  })
  return {
    async go(way) {
      // Asked for first: where the library itself meets an error on its way out, it stops everything that the page is loading.
      await manager.metadataService.getMetadata()
      const prompt = { silent: "none", asked: undefined, otherAccount: "select_account" }[way]
      return new Promise((_, reject) => {
        manager
          .signinRedirect({
            nonce: crypto.randomUUID(),
            ui_locales: document.documentElement.lang,
            // A way that nobody asked for is no step for the back button.
            redirectMethod: way === "silent" ? "replace" : "assign",
            ...(prompt ? { prompt } : {}),
          })
          .catch(reject)
      })
    },
    arrive: async (url) => credentialsOf(await manager.signinRedirectCallback(url), issuer),
    async renew() {
      try {
        const before = await manager.getUser()
        const user = before?.refresh_token ? await manager.signinSilent() : null
        // Where the answer holds no ID token the library keeps the one before.
        return user && user.id_token !== before?.id_token ? await credentialsOf(user, issuer) : "without"
      } catch (error) {
        return error instanceof ErrorResponse && !/^(server_error|temporarily_unavailable)$/.test(`${error.error}`)
          ? "refused"
          : "unavailable"
      }
    },
    async signOut() {
      const { end_session_endpoint } = await manager.metadataService.getMetadata()
      if (!end_session_endpoint) return location.replace(home)
      // Cognito wants its own names for the client and the address.
      await manager.signoutRedirect({ extraQueryParams: { client_id: clientId, logout_uri: home } })
    },
  }
}

/** Why the way over the provider failed. `needsPerson`: it would have had to ask something. */
export function failureOf(error: unknown): "needsPerson" | "denied" | "failed" {
  const code = error instanceof ErrorResponse ? error.error : ""
  if (/^(login|consent|interaction|account_selection)_required$/.test(`${code}`)) return "needsPerson"
  return code === "access_denied" ? "denied" : "failed"
}

async function credentialsOf({ id_token = "", refresh_token, profile }: User, issuer: string): Promise<Credentials> {
  const { sub, exp, iat, name, preferred_username, email } = profile
  // The token's own times are those of the provider's clock. This device's may be wrong, but it runs as fast.
  const now = Date.now()
  const lifetimeMs = (exp - iat) * 1_000
  const called = name || preferred_username
  return {
    idToken: id_token,
    goodUntil: now + lifetimeMs,
    renewAt: now + lifetimeMs - Math.min(60_000, lifetimeMs / 5),
    renewable: refresh_token !== undefined,
    person: { ...(called ? { name: called } : {}), ...(email ? { email } : {}) },
    mark: await markOf(`${issuer} ${sub}`),
  }
}

async function markOf(identity: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(identity))
  return Array.from(new Uint8Array(hash, 0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("")
}
