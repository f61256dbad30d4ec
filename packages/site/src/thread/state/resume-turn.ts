import { problemOf } from "../../api/problem.ts"
import { reloadForChallenge } from "../../page/challenge.ts"
import { chosenModelId } from "../../page/config.ts"
import { refreshConversations } from "../../sidebar/conversations.ts"
import { announce } from "../../ui/announcer.tsx"
import { t } from "../../words/t.ts"
import { stopIfRequested } from "./stop-answer.ts"
import { streamAnswer } from "./stream-answer.ts"
import type { Thread, ThreadTurn } from "./thread.ts"

/** Resumes a turn that the server has: after a reload, a lost connection, or a retryable failure. */
export async function resumeTurn(thread: Thread, turn: ThreadTurn): Promise<void> {
  const before = turn.status.value
  turn.stopping.value = false
  try {
    const isKnown = before === "streaming" || before === "lost"
    await streamAnswer(thread, turn, { modelId: chosenModelId.value, isKnown, begun: () => stopIfRequested(turn) })
    await refreshConversations()
  } catch (error) {
    turn.status.value = before === "failed" ? "failed" : "lost"
    const problem = problemOf(error)
    turn.problem.value = problem
    announce(t.failed)
    reloadForChallenge(problem)
  }
}
