import { titleFrom } from "@parley/core/conversation/title.ts"
import { type Problem, problemOf, sessionOver } from "../api/problem.ts"
import { createTurnId } from "../api/turns.ts"
import { reloadForChallenge } from "../page/challenge.ts"
import { chosenModelId, maxMessageLength } from "../page/config.ts"
import { nameRoute } from "../page/route.ts"
import { refreshConversations, showOnTop } from "../sidebar/conversations.ts"
import { activeThread, remember } from "../thread/state/active-thread.ts"
import { loadThread } from "../thread/state/load-thread.ts"
import { stopIfRequested } from "../thread/state/stop-answer.ts"
import { streamAnswer } from "../thread/state/stream-answer.ts"
import { newTurn, removeTurn, type Thread, type ThreadTurn } from "../thread/state/thread.ts"
import { announce } from "../ui/announcer.tsx"
import { errorMessage } from "../ui/error-message.ts"
import { notify } from "../ui/notification.tsx"
import { t } from "../words/t.ts"
import { type Draft, joined, saveForNewChat } from "./draft.ts"
import { changeDraft, clearSavedDraft, contentOf, prependToDraft, textAfterSent } from "./edit-draft.ts"
import { readyToSend } from "./first-reads.ts"

/**
 * Sends the text in the composer. The text stays in the draft until the server has accepted it, and returns to the composer if it was
 * rejected. Sending it again is then the same turn, so that it is never answered twice.
 */
export async function sendMessage(thread: Thread): Promise<void> {
  const question = contentOf(thread.draft.value.text)
  if (!question || question.length > maxMessageLength() || thread.running.value) return
  const { turnId, sent } = thread.draft.value
  const turn = newTurn(turnId && question === sent ? turnId : createTurnId(), [{ text: question }])
  const before = thread.turns.value.filter(({ turnId }) => turnId !== turn.turnId)
  turn.parentTurnId = before.at(-1)?.turnId ?? null
  const message: Draft = { text: question, turnId: turn.turnId, sent: question }
  thread.unsent.value = undefined
  clearSavedDraft(thread)
  thread.underway = message
  changeDraft(thread, { text: "" })
  thread.switching.value = undefined
  thread.turns.value = [...before, turn]
  try {
    await readyToSend()
    const begun = (conversationId: string) => showBegun(thread, turn, conversationId)
    await streamAnswer(thread, turn, { modelId: chosenModelId.value, begun })
    if (turn.status.value !== "lost") await refreshConversations()
  } catch (error) {
    const problem = problemOf(error)
    removeTurn(thread, turn)
    clearSavedDraft(thread)
    thread.underway = undefined
    // The turnId was used for different content: the next attempt needs a new one.
    returnToComposer(thread, problem.code === "turn.mismatch" ? { text: question } : message, problem)
    // Another tab's turn runs: its answer is shown, and this message waits.
    const conversationId = thread.conversationId.value
    if (problem.code === "turn.busy" && conversationId) await loadThread(thread, conversationId)
  }
}

/** Restores a rejected message to where it can be sent again. A new chat that was left cannot be reopened: the next new chat gets it. */
function returnToComposer(thread: Thread, message: Draft, problem: Problem): void {
  const shown = activeThread.value
  const isLeft = thread.conversationId.value === null && thread !== shown
  const whole = isLeft ? joined(message, thread.draft.value) : message
  if (isLeft && shown.conversationId.value !== null) {
    saveForNewChat(whole)
    notify(t.notSentNewChat)
    return
  }
  const home = isLeft ? shown : thread
  prependToDraft(home, whole)
  home.unsent.value = problem
  // The person cannot guess the remedy.
  announce(problem.code === sessionOver.code ? `${t.notSent} ${errorMessage(problem)}` : t.notSent)
  if (home === shown) reloadForChallenge(problem, { send: true })
}

/** Sends the same message again, as a new turn at the end. */
export const sendText = (thread: Thread, question: string): Promise<void> => sendBeforeDraft(thread, { text: question }, thread.draft.value)

/** Sends the message that was being sent when the page closed. Text typed since stays. */
export async function resendPending(thread: Thread): Promise<void> {
  const { text: whole, turnId, sent } = thread.draft.value
  if (!turnId || !sent || thread.running.value) return
  await sendBeforeDraft(thread, { text: sent, turnId, sent }, { text: textAfterSent({ text: whole, sent }) ?? "" })
}

async function sendBeforeDraft(thread: Thread, message: Draft, written: Draft): Promise<void> {
  changeDraft(thread, message)
  const sending = sendMessage(thread)
  if (written.text) changeDraft(thread, written)
  await sending
}

function showBegun(thread: Thread, turn: ThreadTurn, conversationId: string): void {
  clearSavedDraft(thread)
  thread.underway = undefined
  if (thread.conversationId.value === null) {
    thread.conversationId.value = conversationId
    remember(thread, conversationId)
    if (activeThread.value === thread) nameRoute(conversationId)
  }
  changeDraft(thread, thread.draft.value)
  showOnTop(conversationId, titleFrom(turn.question))
  stopIfRequested(turn)
}
