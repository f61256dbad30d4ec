import { postStop } from "../../api/turns.ts"
import { notify } from "../../ui/notification.tsx"
import { t } from "../../words/t.ts"
import type { Thread, ThreadTurn } from "./thread.ts"

/** Asks the server to stop the running answer. Its stream ends soon after. */
export async function stopAnswer(thread: Thread): Promise<void> {
  const turn = thread.running.value
  if (!turn || turn.stopping.value) return
  turn.stopping.value = true
  if (turn.status.value === "streaming") await requestStop(turn)
}

/** Stop was pressed before the turn had started. */
export function stopIfRequested(turn: ThreadTurn): void {
  if (turn.stopping.value) void requestStop(turn)
}

async function requestStop(turn: ThreadTurn): Promise<void> {
  try {
    await postStop(turn.turnId)
  } catch {
    turn.stopping.value = false
    notify(t.notStopped)
  }
}
