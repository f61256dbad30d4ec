import { titleFrom } from "@parley/core/conversation/title.ts"
import { type Problem, problemOf, sessionOver } from "../api/problem.ts"
import { newTurnId } from "../api/turns.ts"
import { reloadForChallenge } from "../page/challenge.ts"
import { chosenModelId } from "../page/model.ts"
import { nameRoute } from "../page/route.ts"
import { refreshConversations, showOnTop } from "../sidebar/conversations.ts"
import { activeThread, remember } from "../thread/state/active-thread.ts"
import { follow } from "../thread/state/answering.ts"
import { load } from "../thread/state/conversation-view.ts"
import { stopIfAsked } from "../thread/state/stopping.ts"
import { newTurn, type Thread, type Turn } from "../thread/state/thread.ts"
import { say } from "../ui/announcement.ts"
import { problemWords } from "../ui/error-message.ts"
import { notify } from "../ui/notification.ts"
import { text } from "../words/text.ts"
import { type Draft, joined, keepForNewChat } from "./draft.ts"
import { readyToSend } from "./first-reads.ts"
import { changeDraft, contentOf, forgetKept, giveBack, maxMessageLength, writtenSince } from "./typing.ts"

/**
 * Sends what is in the composer. Until the server has taken it, the text stays in the draft, and comes back into the composer if it was not
 * taken; sending it again is then the same turn, so that it is never answered twice.
 */
export async function send(thread: Thread): Promise<void> {
  const question = contentOf(thread.draft.value.text)
  if (!question || question.length > maxMessageLength() || thread.running.value) return
  const { turnId, sent } = thread.draft.value
  const turn = newTurn(turnId && question === sent ? turnId : newTurnId(), [{ text: question }])
  const message: Draft = { text: question, turnId: turn.turnId, sent: question }
  thread.unsent.value = undefined
  forgetKept(thread)
  thread.underway = message
  changeDraft(thread, { text: "" })
  thread.turns.value = [...thread.turns.value.filter(({ turnId }) => turnId !== turn.turnId), turn]
  try {
    await readyToSend()
    const begun = (conversationId: string) => begin(thread, turn, conversationId)
    await follow(thread, turn, { modelId: chosenModelId.value, begun })
    if (turn.status.value !== "lost") await refreshConversations()
  } catch (error) {
    const problem = problemOf(error)
    thread.turns.value = thread.turns.value.filter((other) => other !== turn)
    forgetKept(thread)
    thread.underway = undefined
    // The server knows that turn by other content: the next try is another turn.
    takeBack(thread, problem.code === "turn.mismatch" ? { text: question } : message, problem)
    // Another tab asked first: its answer is shown, and this question waits.
    const conversationId = thread.conversationId.value
    if (problem.code === "turn.busy" && conversationId) await load(thread, conversationId)
  }
}

/** Puts a message that was not taken where it can be sent again. To a new chat that was left nobody can go back: another one gets it. */
function takeBack(thread: Thread, message: Draft, problem: Problem): void {
  const shown = activeThread.value
  const isLeft = thread.conversationId.value === null && thread !== shown
  const whole = isLeft ? joined(message, thread.draft.value) : message
  if (isLeft && shown.conversationId.value !== null) {
    keepForNewChat(whole)
    notify(text.notSentNewChat)
    return
  }
  const home = isLeft ? shown : thread
  giveBack(home, whole)
  home.unsent.value = problem
  // What helps is nothing that the person could guess.
  say(problem.code === sessionOver.code ? `${text.notSent} ${problemWords(problem)}` : text.notSent)
  if (home === shown) reloadForChallenge(problem, { send: true })
}

/** Asks the same question again, as a new turn at the end. */
export const askAgain = (thread: Thread, question: string): Promise<void> => sendBefore(thread, { text: question }, thread.draft.value)

/** Sends the message that was on its way when the page went, and only that: what was written since stays. */
export async function sendAgain(thread: Thread): Promise<void> {
  const { text: whole, turnId, sent } = thread.draft.value
  if (!turnId || !sent || thread.running.value) return
  await sendBefore(thread, { text: sent, turnId, sent }, { text: writtenSince({ text: whole, sent }) ?? "" })
}

async function sendBefore(thread: Thread, message: Draft, written: Draft): Promise<void> {
  changeDraft(thread, message)
  const sending = send(thread)
  if (written.text) changeDraft(thread, written)
  await sending
}

function begin(thread: Thread, turn: Turn, conversationId: string): void {
  forgetKept(thread)
  thread.underway = undefined
  if (thread.conversationId.value === null) {
    thread.conversationId.value = conversationId
    remember(thread, conversationId)
    if (activeThread.value === thread) nameRoute(conversationId)
  }
  changeDraft(thread, thread.draft.value)
  showOnTop(conversationId, titleFrom(turn.question))
  stopIfAsked(turn)
}
