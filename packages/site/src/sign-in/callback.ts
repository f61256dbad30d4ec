import type { PendingAction } from "../api/token-source.ts"
import type { SignIn } from "../api/types.ts"
import { claimDrafts } from "../composer/draft.ts"
import { importPart } from "../import-part.ts"
import { createBearer } from "./bearer.ts"
import type { PromptMode } from "./provider.ts"
import { loadProvider, redirectToProvider } from "./redirect.ts"
import { type Callback, rememberSignedIn, takeCallback } from "./redirect-state.ts"
import { isLocked, session, setBearer, signIn, signInProblem } from "./session.ts"

let pendingAction: PendingAction | undefined

/** Finds out whether anyone is signed in: from the provider's callback, or, after an earlier session, with a silent redirect (`prompt=none`). */
export async function resolveSession(offered: SignIn | null): Promise<void> {
  signIn.value = offered
  signInProblem.value = undefined
  if (!offered) {
    rememberSignedIn(false)
    session.value = { state: "anonymous" }
    return
  }
  const callback = takeCallback()
  if (callback) await finishSignIn(callback)
  else if (session.value.state === "resolving") await signInSilently()
  // The next press of a sign-in button needs the library.
  if (isLocked.value) loadProvider().catch(() => {})
}

/** The action to resume after sign-in. Each call takes it away. */
export function takePendingAction(): PendingAction | undefined {
  const taken = pendingAction
  pendingAction = undefined
  return taken
}

async function finishSignIn({ url, redirect }: Callback): Promise<void> {
  const { kind, pending } = redirect
  pendingAction = pending
  try {
    const provider = await loadProvider()
    const credentials = await provider.readCallback(url)
    setBearer(createBearer(provider, credentials))
    rememberSignedIn(true)
    claimDrafts(credentials.mark)
    session.value = { state: "signedIn", person: credentials.person }
  } catch (error) {
    const failure = await failureKind(error)
    if (kind !== "asked") rememberSignedIn(false)
    // After a reload without a session at the provider, the person is simply not signed in.
    if (failure !== "needsPerson") signInProblem.value = failure
    else if (kind !== "reload") signInProblem.value = kind === "renewal" ? "ended" : "failed"
    session.value = { state: "anonymous" }
  }
}

async function failureKind(error: unknown) {
  return importPart(() => import("./provider.ts")).then(
    ({ failureOf }) => failureOf(error),
    () => "failed" as const,
  )
}

async function signInSilently(): Promise<void> {
  await redirectToProvider("silent", { path: location.pathname, kind: "reload" }).catch(() => {
    signInProblem.value = "failed"
    session.value = { state: "anonymous" }
  })
}

/** Redirects to the provider, and resumes `pending` after the callback. */
export async function redirectToSignIn(mode: Exclude<PromptMode, "silent">, pending: PendingAction | undefined): Promise<void> {
  const before = session.value
  const next = pending ?? pendingAction
  session.value = { state: "resolving" }
  signInProblem.value = undefined
  await redirectToProvider(mode, { path: location.pathname, kind: "asked", ...(next ? { pending: next } : {}) }).catch(() => {
    signInProblem.value = "failed"
    session.value = before
  })
}
