import { textOf } from "@parley/core/text.ts"
import { type Problem, problemOf } from "../../api/problem.ts"
import { createTurnId } from "../../api/turns.ts"
import type { Content } from "../../api/types.ts"
import { saveEdit } from "../../composer/draft.ts"
import { contentOf } from "../../composer/edit-draft.ts"
import { readyToSend } from "../../composer/first-reads.ts"
import { sendText } from "../../composer/send-message.ts"
import { reloadForChallenge } from "../../page/challenge.ts"
import { chosenModelId, maxMessageLength } from "../../page/config.ts"
import { refreshConversations } from "../../sidebar/conversations.ts"
import { announce } from "../../ui/announcer.tsx"
import { notify } from "../../ui/notification.tsx"
import { t } from "../../words/t.ts"
import { loadThread } from "./load-thread.ts"
import { stopIfRequested } from "./stop-answer.ts"
import { streamAnswer } from "./stream-answer.ts"
import { hasOtherBlocks, newTurn, type Thread, type ThreadTurn } from "./thread.ts"

/** Whether a turn may be replaced: only the last one, once its answer has ended, if all of its message can be sent again. */
export const isReplaceable = (thread: Thread, turn: ThreadTurn): boolean =>
  thread.turns.value.at(-1)?.turnId === turn.turnId &&
  thread.running.value === undefined &&
  turn.status.value !== "lost" &&
  !hasOtherBlocks(turn.content)

/** Sends a turn's message again: in place if it is the last turn, else at the end. */
export async function regenerateAnswer(thread: Thread, turn: ThreadTurn): Promise<void> {
  if (isReplaceable(thread, turn)) await replace(thread, turn, turn.content)
  else await sendText(thread, turn.question)
}

/** Replaces the last turn with the edited message, which returns to the editor if the server rejects it. */
export async function submitEdit(thread: Thread, turn: ThreadTurn): Promise<void> {
  const question = contentOf(thread.editing.value?.text ?? "")
  if (question && question.length <= maxMessageLength() && isReplaceable(thread, turn))
    await replace(thread, turn, question === turn.question ? turn.content : [{ text: question }])
}

async function replace(thread: Thread, old: ThreadTurn, content: Content): Promise<void> {
  const question = textOf(content)
  const turnId = old.replacement?.question === question ? old.replacement.turnId : createTurnId()
  const turn = newTurn(turnId, content)
  turn.replaces = old.turnId
  old.replacement = { turnId, question }
  old.refused.value = undefined
  thread.unsent.value = undefined
  const edit = thread.editing.value
  thread.editing.value = undefined
  swap(thread, old, turn)
  try {
    await readyToSend()
    const begun = () => {
      saveEdit(thread.conversationId.value, undefined)
      stopIfRequested(turn)
    }
    await streamAnswer(thread, turn, { modelId: chosenModelId.value, begun })
    if (turn.status.value !== "lost") await refreshConversations()
  } catch (error) {
    swap(thread, turn, old)
    thread.editing.value = edit
    await showReplaceError(thread, old, problemOf(error))
  }
}

async function showReplaceError(thread: Thread, old: ThreadTurn, problem: Problem): Promise<void> {
  announce(t.notReplaced)
  // The turnId was used for different content: the next attempt needs a new one.
  if (problem.code === "turn.mismatch") old.replacement = undefined
  const conversationId = thread.conversationId.value
  if (!conversationId || (problem.code !== "turn.notLast" && problem.code !== "turn.busy")) {
    old.refused.value = problem
    reloadForChallenge(problem, { tell: "notReplaced" })
    return
  }
  // The conversation was continued in another tab. The edited message moves to the composer, as its turn can no longer be replaced.
  await loadThread(thread, conversationId)
  notify(thread.draft.value.text ? t.changedElsewhere : t.busy)
}

function swap(thread: Thread, out: ThreadTurn, turn: ThreadTurn): void {
  thread.turns.value = thread.turns.value.map((other) => (other === out ? turn : other))
}
