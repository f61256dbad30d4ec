import { text } from "../text.ts"
import { activeThread } from "./active-thread.ts"
import { takeAfterChallenge } from "./challenge.ts"
import { notify } from "./notification.ts"
import { sendAgain } from "./sending.ts"

/** Goes on with what the page was about to do when the firewall wanted to check the browser. */
export async function continueAfterChallenge(): Promise<void> {
  const afterwards = takeAfterChallenge()
  if (!afterwards) return
  if ("tell" in afterwards) notify(text[afterwards.tell])
  else await sendAgain(activeThread.value)
}
