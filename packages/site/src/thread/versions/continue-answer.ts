import { problemOf } from "../../api/problem.ts"
import { createTurnId } from "../../api/turns.ts"
import { readyToSend } from "../../composer/first-reads.ts"
import { sendText } from "../../composer/send-message.ts"
import { chosenModelId } from "../../page/config.ts"
import { refreshConversations } from "../../sidebar/conversations.ts"
import { actionWords } from "../../words/action-words.ts"
import { loadThread } from "../state/load-thread.ts"
import { stopIfRequested } from "../state/stop-answer.ts"
import { streamAnswer } from "../state/stream-answer.ts"
import { isVersioned, newTurn, removeTurn, type Thread, type ThreadTurn } from "../state/thread.ts"
import { showRefusal } from "./refusal.ts"

/** Continues the last answer, which was cut off. Functions of the version before can only be asked for more. */
export async function continueAnswer(thread: Thread, last: ThreadTurn): Promise<void> {
  if (!isVersioned(last)) return sendText(thread, actionWords.continueMessage)
  const kind = "continuation"
  const sent = last.lastSent?.kind === kind ? last.lastSent : { turnId: createTurnId(), kind, question: "" }
  const turn = newTurn(sent.turnId, [])
  Object.assign(turn, { kind, parentTurnId: last.turnId })
  last.refused.value = undefined
  last.continuedBy.value = turn.turnId
  thread.turns.value = [...thread.turns.value, turn]
  try {
    await readyToSend()
    await streamAnswer(thread, turn, { modelId: chosenModelId.value, begun: () => stopIfRequested(turn) })
    if (turn.status.value !== "lost") await refreshConversations()
  } catch (error) {
    const problem = problemOf(error)
    last.lastSent = { ...sent, kind }
    removeTurn(thread, turn)
    last.continuedBy.value = problem.turnId
    const conversationId = thread.conversationId.value
    // Another window was faster: its continuation is shown.
    if (problem.code === "turn.continued" && conversationId) await loadThread(thread, conversationId, problem.turnId)
    else showRefusal(thread, last, kind, problem)
  }
}
