// The only file that imports the OIDC library: sites without sign-in never load it.
import { ErrorResponse, InMemoryWebStorage, type User, UserManager, WebStorageStateStore } from "oidc-client-ts"
import type { SignIn } from "../api/types.ts"
import { callbackPath } from "./redirect-state.ts"
import type { Person } from "./session.ts"

export type Credentials = {
  idToken: string
  /** When the token expires, and when to renew it, by this device's clock (ms). */
  goodUntil: number
  renewAt: number
  /** Whether there is a refresh token. */
  renewable: boolean
  person: Person
  /** A pseudonymous id of the person: the same for the same account. */
  mark: string
}

/** Why there is no new token: the session is over, the provider returned no new ID token for the refresh token, or it did not answer. */
export type NotRenewed = "refused" | "without" | "unavailable"

/** `silent`: `prompt=none`, the provider answers with an error instead of asking the person anything. */
export type PromptMode = "silent" | "asked" | "otherAccount"

export type Provider = {
  /** Redirects to the provider: never resolves. @throws if the provider cannot be reached. */
  redirect: (mode: PromptMode) => Promise<never>
  /** Exchanges the callback for credentials. @throws if it is not a successful sign-in. */
  readCallback: (url: string) => Promise<Credentials>
  /** A new token for the same person, from the refresh token. */
  renew: () => Promise<Credentials | NotRenewed>
  /** Redirects to the provider to sign out there too. */
  signOut: () => Promise<void>
}

export function createProvider({ issuer, clientId, scope }: SignIn): Provider {
  const home = `${location.origin}/`
  const manager = new UserManager({
    authority: issuer,
    client_id: clientId,
    scope,
    redirect_uri: `${location.origin}${callbackPath}`,
    post_logout_redirect_uri: home,
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    automaticSilentRenew: false,
    requestTimeoutInSeconds: 15,
  })
  return {
    async redirect(mode) {
      // Read first: if the library fails to read it during a redirect, it aborts everything that the page is loading.
      await manager.metadataService.getMetadata()
      const prompt = { silent: "none", asked: undefined, otherAccount: "select_account" }[mode]
      return new Promise((_, reject) => {
        manager
          .signinRedirect({
            nonce: crypto.randomUUID(),
            ui_locales: document.documentElement.lang,
            // A silent redirect leaves no entry for the back button.
            redirectMethod: mode === "silent" ? "replace" : "assign",
            ...(prompt ? { prompt } : {}),
          })
          .catch(reject)
      })
    },
    readCallback: async (url) => credentialsOf(await manager.signinRedirectCallback(url), issuer),
    async renew() {
      try {
        const before = await manager.getUser()
        const user = before?.refresh_token ? await manager.signinSilent() : null
        // Without an ID token in the response, the library keeps the previous one.
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
      // Cognito has its own parameter names for the client and the return address.
      await manager.signoutRedirect({ extraQueryParams: { client_id: clientId, logout_uri: home } })
    },
  }
}

/** Why a redirect failed. `needsPerson`: the provider would have had to ask the person something. */
export function failureOf(error: unknown): "needsPerson" | "denied" | "failed" {
  const code = error instanceof ErrorResponse ? error.error : ""
  if (/^(login|consent|interaction|account_selection)_required$/.test(`${code}`)) return "needsPerson"
  return code === "access_denied" ? "denied" : "failed"
}

async function credentialsOf({ id_token = "", refresh_token, profile }: User, issuer: string): Promise<Credentials> {
  const { sub, exp, iat, name, preferred_username, email } = profile
  // The token's times follow the provider's clock. This device's clock may be off, but a duration is the same on both.
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
