import { stopTurn } from "../../api/turns.ts"
import { notify } from "../../ui/notification.ts"
import { text } from "../../words/text.ts"
import type { Thread, Turn } from "./thread.ts"

/** Asks the running answer to end. It ends by itself soon after. */
export async function stop(thread: Thread): Promise<void> {
  const turn = thread.running.value
  if (!turn || turn.stopping.value) return
  turn.stopping.value = true
  if (turn.status.value === "streaming") await askToStop(turn)
}

/** Stop was pressed before there was anything to stop. */
export function stopIfAsked(turn: Turn): void {
  if (turn.stopping.value) void askToStop(turn)
}

async function askToStop(turn: Turn): Promise<void> {
  try {
    await stopTurn(turn.turnId)
  } catch {
    turn.stopping.value = false
    notify(text.notStopped)
  }
}
