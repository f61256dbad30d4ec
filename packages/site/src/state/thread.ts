import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals"
import type { Problem } from "../api/problem.ts"
import type { Cost, Feedback, TokenUsage } from "../api/types.ts"
import { type Draft, type Edit, readDraft, readEdit } from "./draft.ts"

/** `sending`: posted, nothing heard yet. `lost`: the connection went and did not come back; the turn itself goes on. */
export type AnswerStatus = "sending" | "streaming" | "complete" | "stopped" | "interrupted" | "failed" | "lost"

/** One question and its answer, as the page shows them. */
export type Turn = {
  turnId: string
  question: string
  /** Ids of the question and of its answer, as soon as the server has said them. */
  userMessageId: Signal<string | undefined>
  messageId: Signal<string | undefined>
  status: Signal<AnswerStatus>
  answer: Signal<string>
  stopReason: Signal<string | undefined>
  /** What the answer took, if that is known. */
  spent: Signal<{ usage: TokenUsage; cost: Cost } | undefined>
  feedback: Signal<Feedback | undefined>
  problem: Signal<Problem | undefined>
  stopping: Signal<boolean>
  /** The turn whose place this one takes, until the server has done so. */
  replaces: string | undefined
  /** The turn that was last sent to take this one's place. Sent again with the same question it must be the same turn. */
  replacement: { turnId: string; question: string } | undefined
  /** Whether it was taken up again by itself after a loss. */
  resumed: boolean
  /** Why another turn did not take this one's place. */
  refused: Signal<Problem | undefined>
}

/** The conversation on the page: one that is stored, or one that gets its id with its first turn. */
export type Thread = {
  conversationId: Signal<string | null>
  title: Signal<string>
  turns: Signal<Turn[]>
  olderCursor: Signal<string | undefined>
  loading: Signal<boolean>
  loadingEarlier: Signal<boolean>
  /** Why the conversation could not be opened. */
  unopened: Signal<Problem | undefined>
  /** Why the text in the composer was not sent. */
  unsent: Signal<Problem | undefined>
  draft: Signal<Draft>
  /** The message that is being sent, until the server has taken it. It is kept before what is typed meanwhile. */
  underway: Draft | undefined
  /** The last question, while it is being changed. */
  editing: Signal<Edit | undefined>
  /** The turn that is being answered now. */
  running: ReadonlySignal<Turn | undefined>
}

export const isRunning = (status: AnswerStatus): boolean => status === "sending" || status === "streaming"

/** Whether there is a conversation to write in: not in one that is gone. */
export const isWritable = (thread: Thread): boolean => thread.unopened.value?.code !== "conversation.missing"

export function newThread(conversationId: string | null): Thread {
  const turns = signal<Turn[]>([])
  return {
    conversationId: signal(conversationId),
    title: signal(""),
    turns,
    olderCursor: signal(),
    loading: signal(false),
    loadingEarlier: signal(false),
    unopened: signal(),
    unsent: signal(),
    draft: signal<Draft>({ text: "" }),
    underway: undefined,
    editing: signal(),
    running: computed(() => turns.value.find((turn) => isRunning(turn.status.value))),
  }
}

/** A thread whose composer holds what was typed there before. Needs a browser. */
export function restoredThread(conversationId: string | null): Thread {
  const thread = newThread(conversationId)
  thread.draft.value = readDraft(conversationId)
  thread.editing.value = readEdit(conversationId)
  return thread
}

export const newTurn = (turnId: string, question: string, status: AnswerStatus = "sending", answer = ""): Turn => ({
  turnId,
  question,
  userMessageId: signal(),
  messageId: signal(),
  status: signal(status),
  answer: signal(answer),
  stopReason: signal(),
  spent: signal(),
  feedback: signal(),
  problem: signal(),
  stopping: signal(false),
  replaces: undefined,
  replacement: undefined,
  resumed: false,
  refused: signal(),
})
