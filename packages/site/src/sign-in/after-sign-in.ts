import { postStop } from "../api/turns.ts"
import { resendPending } from "../composer/send-message.ts"
import { activeThread } from "../thread/state/active-thread.ts"
import { notify } from "../ui/notification.tsx"
import { t } from "../words/t.ts"
import { takePendingAction } from "./callback.ts"
import { offerClaim } from "./claiming.ts"
import { person } from "./session.ts"
import { watchSignOut } from "./sign-out.ts"

/** Resumes the pending action after sign-in, and offers to claim the visitor's conversations. */
export async function continueAfterSignIn(): Promise<void> {
  if (!person.value) return
  watchSignOut()
  void offerClaim()
  const afterwards = takePendingAction()
  if (!afterwards) return
  if ("tell" in afterwards) notify(t[afterwards.tell])
  else if ("stop" in afterwards) await postStop(afterwards.stop).catch(() => notify(t.notStopped))
  else await resendPending(activeThread.value)
}
