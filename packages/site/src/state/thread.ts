import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals"
import type { Problem } from "../api/problem.ts"
import type { ConversationPage, Message } from "../api/types.ts"
import { type Draft, readDraft } from "./draft.ts"

/** `sending`: posted, nothing heard yet. `lost`: the connection went and did not come back; the turn itself goes on. */
export type AnswerStatus = "sending" | "streaming" | "complete" | "stopped" | "interrupted" | "failed" | "lost"

/** One question and its answer, as the page shows them. */
export type Turn = {
  turnId: string
  question: string
  status: Signal<AnswerStatus>
  answer: Signal<string>
  stopReason: Signal<string | undefined>
  problem: Signal<Problem | undefined>
  stopping: Signal<boolean>
}

/** The conversation on the page: one that is stored, or one that gets its id with its first turn. */
export type Thread = {
  conversationId: Signal<string | null>
  title: Signal<string>
  turns: Signal<Turn[]>
  olderCursor: Signal<string | undefined>
  loading: Signal<boolean>
  /** Why the conversation could not be opened. */
  unopened: Signal<Problem | undefined>
  /** Why the text in the composer was not sent. */
  unsent: Signal<Problem | undefined>
  draft: Signal<Draft>
  /** The turn that is being answered now. */
  running: ReadonlySignal<Turn | undefined>
}

export const isRunning = (status: AnswerStatus): boolean => status === "sending" || status === "streaming"

export function newThread(conversationId: string | null): Thread {
  const turns = signal<Turn[]>([])
  return {
    conversationId: signal(conversationId),
    title: signal(""),
    turns,
    olderCursor: signal(),
    loading: signal(false),
    unopened: signal(),
    unsent: signal(),
    draft: signal<Draft>({ text: "" }),
    running: computed(() => turns.value.find((turn) => isRunning(turn.status.value))),
  }
}

/** A thread whose composer holds what was typed there before. Needs a browser. */
export function restoredThread(conversationId: string | null): Thread {
  const thread = newThread(conversationId)
  thread.draft.value = readDraft(conversationId)
  return thread
}

export const newTurn = (turnId: string, question: string, status: AnswerStatus = "sending", answer = ""): Turn => ({
  turnId,
  question,
  status: signal(status),
  answer: signal(answer),
  stopReason: signal(),
  problem: signal(),
  stopping: signal(false),
})

/** The turns of a page of messages, oldest first; one that still runs comes last, with its text so far. */
export function turnsOf({ messages, turn: running }: Pick<ConversationPage, "messages" | "turn">): Turn[] {
  const turns = new Map<string, Turn>()
  for (const message of messages) {
    if (message.role === "user") turns.set(message.turnId, newTurn(message.turnId, textOf(message), "lost"))
  }
  for (const message of messages) {
    if (message.role !== "assistant") continue
    // A page may begin between a question and its answer.
    const turn = turns.get(message.turnId) ?? newTurn(message.turnId, "")
    turn.status.value = message.status
    turn.answer.value = textOf(message)
    turn.stopReason.value = message.stopReason
    if (message.error) turn.problem.value = message.error
    turns.set(message.turnId, turn)
  }
  const found = running?.status === "streaming" ? turns.get(running.turnId) : undefined
  if (found && running) {
    found.status.value = "streaming"
    found.answer.value = running.text
  }
  return [...turns.values()]
}

const textOf = (message: Message) => message.content.map((block) => block.text).join("")
