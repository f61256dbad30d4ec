import { stopTurn } from "../api/turns.ts"
import { sendAgain } from "../composer/sending.ts"
import { activeThread } from "../thread/state/active-thread.ts"
import { notify } from "../ui/notification.ts"
import { text } from "../words/text.ts"
import { takeAfterwards } from "./callback.ts"
import { offerAdoption } from "./claiming.ts"
import { person } from "./session.ts"
import { watchSignOut } from "./signing-out.ts"

/** Goes on with what the person was about to do when they had to sign in, and offers what they did before. */
export async function greet(): Promise<void> {
  if (!person.value) return
  watchSignOut()
  void offerAdoption()
  const afterwards = takeAfterwards()
  if (!afterwards) return
  if ("tell" in afterwards) notify(text[afterwards.tell])
  else if ("stop" in afterwards) await stopTurn(afterwards.stop).catch(() => notify(text.notStopped))
  else await sendAgain(activeThread.value)
}
