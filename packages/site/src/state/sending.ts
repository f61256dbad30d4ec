import { problemOf } from "../api/problem.ts"
import { newTurnId, stopTurn } from "../api/turns.ts"
import { text } from "../text.ts"
import { activeThread, remember } from "./active-thread.ts"
import { say } from "./announcement.ts"
import { follow } from "./answering.ts"
import { historyState, loadConversations, showOnTop } from "./conversations.ts"
import { type Draft, keepDraft } from "./draft.ts"
import { config, firstRead } from "./first-read.ts"
import { chosenModelId } from "./model.ts"
import { nameRoute } from "./route.ts"
import { newTurn, type Thread, type Turn } from "./thread.ts"

/** The most that one message may hold, in UTF-16 code units, as the server says it; until it has, its default. */
export const maxMessageLength = (): number => config.value?.limits.textCharacters ?? 32_000

/** Keeps what is in the composer. Other text than the one that was sent is another turn. */
export function edit(thread: Thread, typed: string): void {
  const { text: sent, turnId } = thread.draft.value
  setDraft(thread, { text: typed, ...(turnId && contentOf(typed) === contentOf(sent) ? { turnId } : {}) })
}

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
    await firstRead()
    // The first read failed, so there may be no cookie yet.
    if (historyState.value === "failed") await loadConversations()
    await follow(thread, turn, chosenModelId.value, (conversationId) => begin(thread, turn, conversationId))
    if (turn.status.value !== "lost") await loadConversations()
  } catch (error) {
    takeBack(thread, turn, sent)
    thread.unsent.value = problemOf(error)
    say(text.notSent)
  }
}

/** Takes up a turn that the server knows: after a reload, a lost connection, or a failure that may pass. */
export async function resume(thread: Thread, turn: Turn): Promise<void> {
  const before = turn.status.value
  try {
    await follow(thread, turn, undefined, () => {})
    await loadConversations()
  } catch (error) {
    turn.status.value = before === "failed" ? "failed" : "lost"
    turn.problem.value = problemOf(error)
    say(text.failed)
  }
}

/** Asks the same question again, as a new turn at the end. */
export async function askAgain(thread: Thread, question: string): Promise<void> {
  const { text: typed } = thread.draft.value
  setDraft(thread, { text: question })
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

async function askToStop(turn: Turn): Promise<void> {
  try {
    await stopTurn(turn.turnId)
  } catch {
    turn.stopping.value = false
    say(text.notStopped)
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
  // Stop was pressed before there was anything to stop.
  if (turn.stopping.value) void askToStop(turn)
}

function takeBack(thread: Thread, turn: Turn, sent: Draft): void {
  thread.turns.value = thread.turns.value.filter((other) => other !== turn)
  const typedSince = thread.draft.value.text
  setDraft(thread, typedSince ? { text: `${sent.text}\n\n${typedSince}` } : sent)
}

function setDraft(thread: Thread, draft: Draft): void {
  thread.draft.value = draft
  keepDraft(thread.conversationId.value, draft)
}

/** A message without the blank lines around it. */
const contentOf = (typed: string) => typed.replace(/^(?:[^\S\n]*\n)+|\s+$/g, "")
