import { readTab, removeTab, writeTab } from "../page/tab-storage.ts"

/** What the page makes up for once a person is back: a message that waits, an answer that was to end, or a sentence on what was not done. */
export type Afterwards = { send: true } | { stop: string } | { tell: "notSaved" | "notReplaced" }

/** What the tab remembers while the person is at the provider. */
export type Journey = {
  /** Where the person was, and comes back to. */
  path: string
  /** `asked`: the person pressed a button. `reload`, `renewal`: nobody is asked anything. */
  kind: "asked" | "reload" | "renewal"
  afterwards?: Afterwards
}

// Only of this tab: another one makes its own way.
const journeyKey = "sign-in"
// Of every tab. It holds no name and no token, only that it is worth asking the provider.
const signedInKey = "signed-in"

/** Where the provider sends people back to. */
export const returnPath = "/signed-in"

export const keepJourney = (journey: Journey): void => void writeTab(journeyKey, journey)

type Return = { url: string; journey: Journey }
let returned: Return | undefined

/**
 * Called first of all: takes what the provider sent back out of the address bar, whatever becomes of it. Tells whether it has to be found out
 * who is there: somebody comes back, or was signed in before.
 */
export function lookForReturn(): boolean {
  if (location.pathname === returnPath) {
    const url = location.href
    const journey = takeJourney()
    history.replaceState(null, "", journey.path)
    if (new URL(url).searchParams.has("state")) returned = { url, journey }
  }
  return returned !== undefined || wasSignedIn()
}

/** The journey that has ended with this page, once. */
export function takeReturn(): Return | undefined {
  const taken = returned
  returned = undefined
  return taken
}

function takeJourney(): Journey {
  const { path = "", kind = "asked", afterwards } = readTab<Journey>(journeyKey)
  removeTab(journeyKey)
  // Nothing was kept: then there is only the start.
  return /^\/(?!\/)/.test(path) ? { path, kind, ...(afterwards ? { afterwards } : {}) } : { path: "/", kind: "asked" }
}

// Whether somebody was signed in when a page of this site was last open in this browser.
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
    // Storage is switched off: then each reload asks for a press of the button.
  }
}
