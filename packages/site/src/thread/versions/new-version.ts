import { textOf } from "@parley/core/text.ts"
import { batch } from "@preact/signals"
import { problemOf } from "../../api/problem.ts"
import { createTurnId } from "../../api/turns.ts"
import type { Content } from "../../api/types.ts"
import { saveEdit } from "../../composer/draft.ts"
import { contentOf } from "../../composer/edit-draft.ts"
import { readyToSend } from "../../composer/first-reads.ts"
import { sendText } from "../../composer/send-message.ts"
import { chosenModelId, maxMessageLength } from "../../page/config.ts"
import { refreshConversations } from "../../sidebar/conversations.ts"
import { canAddVersion, isSendable } from "../state/can-add-version.ts"
import { stopIfRequested } from "../state/stop-answer.ts"
import { storeShown } from "../state/store-leaf.ts"
import { streamAnswer } from "../state/stream-answer.ts"
import { isVersioned, newTurn, removeTurn, type Thread, type ThreadTurn, type TurnKind } from "../state/thread.ts"
import { withoutVersion, withVersion } from "../state/versions.ts"
import { showRefusal } from "./refusal.ts"
import { keepTail, showTail } from "./tails.ts"

/** Sends a turn's message again as a version of the turn, or at the end if functions of the version before cannot do so. */
export async function regenerateAnswer(thread: Thread, turn: ThreadTurn): Promise<void> {
  const isPossible = isVersioned(turn) ? isSendable(turn) && turn.accepted : canAddVersion(thread, turn)
  if (isPossible) await addVersion(thread, turn, turn.content, "regeneration")
  else if (!isVersioned(turn) || !isSendable(turn)) await sendText(thread, turn.question)
}

/** Sends the edited message as a version of its turn. It returns to the editor if the server rejects it. */
export async function submitEdit(thread: Thread, turn: ThreadTurn): Promise<void> {
  const question = contentOf(thread.editing.value?.text ?? "")
  if (!question || question.length > maxMessageLength() || !isSendable(turn) || !turn.accepted) return
  const isSame = question === turn.question
  await addVersion(thread, turn, isSame ? turn.content : [{ text: question }], isSame ? "regeneration" : "edit")
}

async function addVersion(thread: Thread, old: ThreadTurn, content: Content, kind: TurnKind): Promise<void> {
  const question = textOf(content)
  const sent = old.lastSent?.kind === kind && old.lastSent.question === question ? old.lastSent : { turnId: createTurnId(), kind, question }
  const turn = newTurn(sent.turnId, content)
  Object.assign(turn, { kind, beside: old.turnId, parentTurnId: old.parentTurnId })
  old.lastSent = undefined
  old.refused.value = undefined
  thread.unsent.value = undefined
  const edit = thread.editing.value
  const tail = keepTail(thread, old)
  batch(() => {
    thread.editing.value = undefined
    thread.switching.value = undefined
    if (isVersioned(turn)) thread.versions.value = withVersion(thread.versions.value, turn)
    showTail(thread, old, [turn])
  })
  try {
    await readyToSend()
    const begun = () => {
      saveEdit(thread.conversationId.value, undefined)
      stopIfRequested(turn)
    }
    await streamAnswer(thread, turn, { modelId: chosenModelId.value, begun })
    if (turn.status.value !== "lost") await refreshConversations()
  } catch (error) {
    old.lastSent = sent
    batch(() => {
      thread.versions.value = withoutVersion(thread.versions.value, turn.turnId)
      showTail(thread, turn, thread.tails.get(old.turnId) ?? tail)
      removeTurn(thread, turn)
      thread.editing.value = edit
    })
    if (thread.conversationId.value) storeShown(thread, thread.conversationId.value)
    showRefusal(thread, old, kind, problemOf(error))
  }
}
