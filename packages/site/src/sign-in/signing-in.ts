import { readFirst } from "../composer/first-reads.ts"
import { activeThread } from "../thread/state/active-thread.ts"
import { askToSignIn } from "./callback.ts"
import { keepVisitorsConversation } from "./claimable.ts"
import { session, signIn, signInHelps, signInProblem } from "./session.ts"

/** Goes to the provider from where the person is. A message that waits for it is sent afterwards. */
export function signInFromHere(): void {
  const { conversationId, turns } = activeThread.value
  if (session.value.state === "nobody" && conversationId.value && turns.value.length > 0) keepVisitorsConversation(conversationId.value)
  const { unsent } = activeThread.value
  const isWaiting = unsent.value !== undefined && signInHelps(unsent.value)
  signInProblem.value = undefined
  if (signIn.value) void askToSignIn("asked", isWaiting ? { send: true } : undefined)
  // How people sign in could not be read yet.
  else readFirst()
}

export function takeOtherAccount(): void {
  void askToSignIn("otherAccount", undefined)
}
