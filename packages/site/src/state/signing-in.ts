import { askToSignIn } from "../sign-in/arrival.ts"
import { session, signIn, signInHelps, signInProblem } from "../sign-in/session.ts"
import { activeThread } from "./active-thread.ts"
import { keepVisitorsConversation } from "./adoptable.ts"
import { readFirst } from "./first-read.ts"

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
