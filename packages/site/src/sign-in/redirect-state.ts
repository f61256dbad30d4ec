import type { PendingAction } from "../api/token-source.ts"
import { readTab, removeTab, writeTab } from "../page/tab-storage.ts"

/** What the tab remembers during a redirect to the provider. */
export type RedirectState = {
  /** The path to return to. */
  path: string
  /** `asked`: the person pressed a button. `reload` and `renewal` are silent. */
  kind: "asked" | "reload" | "renewal"
  pending?: PendingAction
}

export type Callback = { url: string; redirect: RedirectState }

// Per tab: each tab has a redirect of its own.
const redirectKey = "sign-in"
// Shared by all tabs. It holds no name and no token, only that a silent redirect may succeed.
const signedInKey = "signed-in"

/** The path of the OIDC redirect URI. */
export const callbackPath = "/signed-in"

export const saveRedirectState = (state: RedirectState): void => void writeTab(redirectKey, state)

let callback: Callback | undefined

/**
 * Call it first: it removes the provider's response from the address bar. Returns whether the session has to be resolved:
 * this page is a callback, or someone was signed in before.
 */
export function detectCallback(): boolean {
  if (location.pathname === callbackPath) {
    const url = location.href
    const redirect = takeRedirectState()
    history.replaceState(null, "", redirect.path)
    if (new URL(url).searchParams.has("state")) callback = { url, redirect }
  }
  return callback !== undefined || wasSignedIn()
}

/** The callback of this page. Each call takes it away. */
export function takeCallback(): Callback | undefined {
  const taken = callback
  callback = undefined
  return taken
}

function takeRedirectState(): RedirectState {
  const { path = "", kind = "asked", pending } = readTab<RedirectState>(redirectKey)
  removeTab(redirectKey)
  // Without stored state the page returns to its start.
  return /^\/(?!\/)/.test(path) ? { path, kind, ...(pending ? { pending } : {}) } : { path: "/", kind: "asked" }
}

// Whether someone was signed in when this browser last had the site open.
function wasSignedIn(): boolean {
  try {
    return localStorage.getItem(signedInKey) !== null
  } catch {
    return false
  }
}

export function rememberSignedIn(isSignedIn: boolean): void {
  try {
    if (isSignedIn) localStorage.setItem(signedInKey, "yes")
    else localStorage.removeItem(signedInKey)
  } catch {
    // Without storage, every reload needs a press of the sign-in button.
  }
}
