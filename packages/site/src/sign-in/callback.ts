import { sendAs } from "../api/token-source.ts"
import type { SignIn } from "../api/types.ts"
import { claimDrafts } from "../composer/draft.ts"
import { createBearer } from "./bearer.ts"
import { depart, loadProvider } from "./redirect.ts"
import { type Afterwards, type Journey, rememberSignedIn, takeReturn } from "./redirect-state.ts"
import { isLocked, session, signIn, signInProblem } from "./session.ts"

// What is left to do once somebody is signed in.
let waiting: Afterwards | undefined

/**
 * Finds out whether somebody is signed in: by what the provider sent back, or, if somebody was signed in before, by one way over the provider
 * that asks nothing.
 */
export async function arrive(offered: SignIn | null): Promise<void> {
  signIn.value = offered
  signInProblem.value = undefined
  if (!offered) {
    rememberSignedIn(false)
    session.value = { state: "nobody" }
    return
  }
  const returned = takeReturn()
  if (returned) await finish(returned)
  else if (session.value.state === "arriving") await reenter()
  // What the next press of a button needs.
  if (isLocked.value) loadProvider().catch(() => {})
}

/** What the person was about to do when they had to sign in. To be asked for once. */
export function takeAfterwards(): Afterwards | undefined {
  const taken = waiting
  waiting = undefined
  return taken
}

async function finish({ url, journey }: { url: string; journey: Journey }): Promise<void> {
  const { kind, afterwards } = journey
  waiting = afterwards
  try {
    const provider = await loadProvider()
    const credentials = await provider.arrive(url)
    sendAs(createBearer(provider, credentials))
    rememberSignedIn(true)
    claimDrafts(credentials.mark)
    session.value = { state: "signedIn", person: credentials.person }
  } catch (error) {
    const failure = await failureOf(error)
    if (kind !== "asked") rememberSignedIn(false)
    // Whoever only opened the page again is simply not signed in.
    if (failure !== "needsPerson") signInProblem.value = failure
    else if (kind !== "reload") signInProblem.value = kind === "renewal" ? "ended" : "failed"
    session.value = { state: "nobody" }
  }
}

async function failureOf(error: unknown) {
  return import("./provider.ts").then(
    ({ failureOf }) => failureOf(error),
    () => "failed" as const,
  )
}

async function reenter(): Promise<void> {
  await depart("silent", { path: location.pathname, kind: "reload" }).catch(() => {
    signInProblem.value = "failed"
    session.value = { state: "nobody" }
  })
}

/** Sends the person to the provider, and goes on with what was to be done once they are back. */
export async function askToSignIn(way: "asked" | "otherAccount", afterwards: Afterwards | undefined): Promise<void> {
  const before = session.value
  const next = afterwards ?? waiting
  session.value = { state: "arriving" }
  signInProblem.value = undefined
  await depart(way, { path: location.pathname, kind: "asked", ...(next ? { afterwards: next } : {}) }).catch(() => {
    signInProblem.value = "failed"
    session.value = before
  })
}
