import { textOf } from "@parley/core/text.ts"
import { type Problem, problemOf } from "../../api/problem.ts"
import { newTurnId } from "../../api/turns.ts"
import type { Content } from "../../api/types.ts"
import { keepEdit } from "../../composer/draft.ts"
import { readyToSend } from "../../composer/first-reads.ts"
import { askAgain } from "../../composer/sending.ts"
import { contentOf, maxMessageLength } from "../../composer/typing.ts"
import { reloadForChallenge } from "../../page/challenge.ts"
import { chosenModelId } from "../../page/model.ts"
import { refreshConversations } from "../../sidebar/conversations.ts"
import { say } from "../../ui/announcement.ts"
import { notify } from "../../ui/notification.ts"
import { text } from "../../words/text.ts"
import { follow } from "./answering.ts"
import { load } from "./conversation-view.ts"
import { stopIfAsked } from "./stopping.ts"
import { newTurn, type Thread, type Turn } from "./thread.ts"

/** Whether a turn may give way to another: only the last one may, once its answer has ended. */
export const isReplaceable = (thread: Thread, turn: Turn): boolean =>
  thread.turns.value.at(-1)?.turnId === turn.turnId && thread.running.value === undefined && turn.status.value !== "lost"

/** Asks a turn's question again: in its place if it is the last one, else at the end. */
export async function answerAgain(thread: Thread, turn: Turn): Promise<void> {
  if (isReplaceable(thread, turn)) await replace(thread, turn, turn.content)
  else await askAgain(thread, turn.question)
}

/** Sends the changed question in the place of the last turn. It comes back, as it was changed, if the server does not take it. */
export async function sendEdit(thread: Thread, turn: Turn): Promise<void> {
  const question = contentOf(thread.editing.value?.text ?? "")
  if (question && question.length <= maxMessageLength() && isReplaceable(thread, turn))
    await replace(thread, turn, question === turn.question ? turn.content : [{ text: question }])
}

async function replace(thread: Thread, old: Turn, content: Content): Promise<void> {
  const question = textOf(content)
  const turnId = old.replacement?.question === question ? old.replacement.turnId : newTurnId()
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
      keepEdit(thread.conversationId.value, undefined)
      stopIfAsked(turn)
    }
    await follow(thread, turn, { modelId: chosenModelId.value, begun })
    if (turn.status.value !== "lost") await refreshConversations()
  } catch (error) {
    swap(thread, turn, old)
    thread.editing.value = edit
    await refuse(thread, old, problemOf(error))
  }
}

async function refuse(thread: Thread, old: Turn, problem: Problem): Promise<void> {
  say(text.notReplaced)
  // The server knows that turn by other content: the next try is another turn.
  if (problem.code === "turn.mismatch") old.replacement = undefined
  const conversationId = thread.conversationId.value
  if (!conversationId || (problem.code !== "turn.notLast" && problem.code !== "turn.busy")) {
    old.refused.value = problem
    reloadForChallenge(problem, { tell: "notReplaced" })
    return
  }
  // The conversation went on elsewhere. A question that was changed waits in the composer, since there is nothing left to replace.
  await load(thread, conversationId)
  notify(thread.draft.value.text ? text.changedElsewhere : text.busy)
}

function swap(thread: Thread, out: Turn, turn: Turn): void {
  thread.turns.value = thread.turns.value.map((other) => (other === out ? turn : other))
}
