import { startFirstReads } from "../composer/first-reads.ts"
import { activeThread } from "../thread/state/active-thread.ts"
import { redirectToSignIn } from "./callback.ts"
import { rememberVisitorConversation } from "./claimable.ts"
import { session, signIn, signInHelps, signInProblem } from "./session.ts"

/** Redirects to the provider and back to the current page. A message that needs sign-in is sent afterwards. */
export function signInFromHere(): void {
  const { conversationId, turns } = activeThread.value
  if (session.value.state === "anonymous" && conversationId.value && turns.value.length > 0)
    rememberVisitorConversation(conversationId.value)
  const { unsent } = activeThread.value
  const isWaiting = unsent.value !== undefined && signInHelps(unsent.value)
  signInProblem.value = undefined
  if (signIn.value) void redirectToSignIn("asked", isWaiting ? { send: true } : undefined)
  // The sign-in settings could not be loaded yet.
  else startFirstReads()
}

export function switchAccount(): void {
  void redirectToSignIn("otherAccount", undefined)
}
