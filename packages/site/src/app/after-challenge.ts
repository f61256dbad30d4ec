import { resendPending } from "../composer/send-message.ts"
import { takeAfterChallenge } from "../page/challenge.ts"
import { activeThread } from "../thread/state/active-thread.ts"
import { notify } from "../ui/notification.tsx"
import { t } from "../words/t.ts"

/** Goes on with what the page was about to do when the firewall wanted to check the browser. */
export async function continueAfterChallenge(): Promise<void> {
  const afterwards = takeAfterChallenge()
  if (!afterwards) return
  if ("tell" in afterwards) notify(t[afterwards.tell])
  else await resendPending(activeThread.value)
}
