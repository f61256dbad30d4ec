import { resendPending } from "../composer/send-message.ts"
import { takeAfterChallenge } from "../page/challenge.ts"
import { activeThread } from "../thread/state/active-thread.ts"
import { notify } from "../ui/notification.tsx"
import { t } from "../words/t.ts"

/** Resumes the action that the firewall's check of the browser interrupted. */
export async function continueAfterChallenge(): Promise<void> {
  const afterwards = takeAfterChallenge()
  if (!afterwards) return
  if ("tell" in afterwards) notify(t[afterwards.tell])
  else await resendPending(activeThread.value)
}
