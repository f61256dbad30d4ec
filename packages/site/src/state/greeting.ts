import { stopTurn } from "../api/turns.ts"
import { takeAfterwards } from "../sign-in/arrival.ts"
import { person } from "../sign-in/session.ts"
import { text } from "../text.ts"
import { activeThread } from "./active-thread.ts"
import { offerAdoption } from "./adopting.ts"
import { notify } from "./notification.ts"
import { sendAgain } from "./sending.ts"
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
