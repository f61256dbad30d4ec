import { sendAgain } from "../composer/sending.ts"
import { takeAfterChallenge } from "../page/challenge.ts"
import { activeThread } from "../thread/state/active-thread.ts"
import { notify } from "../ui/notification.ts"
import { text } from "../words/text.ts"

/** Goes on with what the page was about to do when the firewall wanted to check the browser. */
export async function continueAfterChallenge(): Promise<void> {
  const afterwards = takeAfterChallenge()
  if (!afterwards) return
  if ("tell" in afterwards) notify(text[afterwards.tell])
  else await sendAgain(activeThread.value)
}
