import { problemOf, sessionOver } from "../api/problem.ts"
import { newTurnId, stopTurn } from "../api/turns.ts"
import { problemWords } from "../problem-words.ts"
import { text } from "../text.ts"
import { activeThread, remember } from "./active-thread.ts"
import { say } from "./announcement.ts"
import { follow } from "./answering.ts"
import { load } from "./conversation-view.ts"
import { refreshConversations, showOnTop } from "./conversations.ts"
import { type Draft, keepDraft } from "./draft.ts"
import { readyToSend } from "./first-read.ts"
import { chosenModelId } from "./model.ts"
import { notify } from "./notification.ts"
import { nameRoute } from "./route.ts"
import { newTurn, type Thread, type Turn } from "./thread.ts"
import { changeDraft, contentOf, edit, giveBack, maxMessageLength } from "./typing.ts"

/**
 * Sends what is in the composer. Until the server has taken it, the text stays in the draft, and comes back into the composer if it was not
 * taken; sending it again is then the same turn, so that it is never answered twice.
 */
export async function send(thread: Thread): Promise<void> {
  const question = contentOf(thread.draft.value.text)
  if (!question || question.length > maxMessageLength() || thread.running.value) return
  const turn = newTurn(thread.draft.value.turnId ?? newTurnId(), question)
  const sent: Draft = { text: question, turnId: turn.turnId }
  keepDraft(thread.conversationId.value, sent)
  thread.unsent.value = undefined
  thread.draft.value = { text: "" }
  thread.turns.value = [...thread.turns.value.filter(({ turnId }) => turnId !== turn.turnId), turn]
  try {
    await readyToSend()
    await follow(thread, turn, chosenModelId.value, (conversationId) => begin(thread, turn, conversationId))
    if (turn.status.value !== "lost") await refreshConversations()
  } catch (error) {
    const problem = problemOf(error)
    thread.turns.value = thread.turns.value.filter((other) => other !== turn)
    giveBack(thread, sent)
    thread.unsent.value = problem
    // What helps is nothing that the person could guess.
    say(problem.code === sessionOver.code ? `${text.notSent} ${problemWords(problem)}` : text.notSent)
    // Another tab asked first: its answer is shown, and this question waits.
    const conversationId = thread.conversationId.value
    if (problem.code === "turn.busy" && conversationId) await load(thread, conversationId)
  }
}

/** Asks the same question again, as a new turn at the end. */
export async function askAgain(thread: Thread, question: string): Promise<void> {
  const { text: typed } = thread.draft.value
  changeDraft(thread, { text: question })
  const sent = send(thread)
  if (typed) edit(thread, typed)
  await sent
}

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

function begin(thread: Thread, turn: Turn, conversationId: string): void {
  const isNew = thread.conversationId.value === null
  if (isNew) {
    keepDraft(null, { text: "" })
    thread.conversationId.value = conversationId
    remember(thread, conversationId)
    if (activeThread.value === thread) nameRoute(conversationId)
  }
  keepDraft(conversationId, thread.draft.value)
  showOnTop(conversationId, turn.question)
  stopIfAsked(turn)
}
