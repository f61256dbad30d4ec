import { textOf } from "@parley/core/text.ts"
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals"
import type { Problem } from "../../api/problem.ts"
import type { Content, Cost, Feedback, TokenUsage } from "../../api/types.ts"
import { type Draft, type Edit, readDraft, readEdit } from "../../composer/draft.ts"
import { claimPending } from "../../sign-in/claimable.ts"

/** `sending`: posted, without a response yet. `lost`: the connection failed for good; the turn itself continues on the server. */
export type AnswerStatus = "sending" | "streaming" | "complete" | "stopped" | "interrupted" | "failed" | "lost"

/** One question and its answer, as the page shows them. */
export type ThreadTurn = {
  turnId: string
  /** What was asked, as it was sent: sent again it must be the same. */
  content: Content
  /** The content as one text. */
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
  turns: Signal<ThreadTurn[]>
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
  running: ReadonlySignal<ThreadTurn | undefined>
  /** What this page does to the conversation: how often something began or ended, and what has not ended. See `startChange`. */
  changes: { count: number; open: number }
  /** Reads of the newest page, in the order in which they left: the last one, and the last one that was shown. */
  reads: { last: number; shown: number }
}

/** Notes that the page changes something of the conversation, until the returned function is called: what was read meanwhile is out of date. */
export function startChange({ changes }: Thread): () => void {
  changes.count++
  changes.open++
  return () => {
    changes.count++
    changes.open--
  }
}

export const isRunning = (status: AnswerStatus): boolean => status === "sending" || status === "streaming"

/** Whether there is a conversation to write in: not in one that is gone, or not the account's yet. */
export const isWritable = ({ unopened }: Thread): boolean =>
  unopened.value?.code !== "conversation.missing" && unopened.value?.code !== claimPending.code

export function newThread(conversationId: string | null): Thread {
  const turns = signal<ThreadTurn[]>([])
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
    changes: { count: 0, open: 0 },
    reads: { last: 0, shown: 0 },
  }
}

/** A thread whose composer holds what was typed there before. Needs a browser. */
export function restoredThread(conversationId: string | null): Thread {
  const thread = newThread(conversationId)
  thread.draft.value = readDraft(conversationId)
  thread.editing.value = readEdit(conversationId)
  return thread
}

/** @param content what was asked; nothing where a page begins between a question and its answer */
export const newTurn = (turnId: string, content: Content, status: AnswerStatus = "sending", answer = ""): ThreadTurn => ({
  turnId,
  content,
  question: textOf(content),
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
