import { textOf } from "@parley/core/text.ts"
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals"
import type { Problem } from "../../api/problem.ts"
import type { Content, Cost, Feedback, TokenUsage } from "../../api/types.ts"
import { type Draft, type Edit, readDraft, readEdit } from "../../composer/draft.ts"
import { claimPending } from "../../sign-in/claimable.ts"

/** `sending`: posted, without a response yet. `lost`: the connection failed for good; the turn itself continues on the server. */
export type AnswerStatus = "sending" | "streaming" | "complete" | "stopped" | "interrupted" | "failed" | "lost"

/** A message and its answer, as the page shows them. */
export type ThreadTurn = {
  turnId: string
  /** The message's content as it was sent: a resend must be identical. */
  content: Content
  /** The content as one text. */
  question: string
  /** Ids of the message and its answer, once the server has sent them. */
  userMessageId: Signal<string | undefined>
  messageId: Signal<string | undefined>
  status: Signal<AnswerStatus>
  /** The blocks of the answer, also while it is written. */
  blocks: Signal<Content>
  /** Their texts as one. */
  answer: ReadonlySignal<string>
  /** How far the answer has come with `blocks`, while it is written. */
  after: string | undefined
  stopReason: Signal<string | undefined>
  /** The usage of the answer, if known. */
  spent: Signal<{ usage: TokenUsage; cost: Cost } | undefined>
  feedback: Signal<Feedback | undefined>
  problem: Signal<Problem | undefined>
  stopping: Signal<boolean>
  /** The turn that this one replaces, until the server has done so. */
  replaces: string | undefined
  /** The turn last sent to replace this one. A resend of the same message must be the same turn. */
  replacement: { turnId: string; question: string } | undefined
  /** Whether it was resumed automatically after a lost connection. */
  resumed: boolean
  /** Why another turn did not replace this one. */
  refused: Signal<Problem | undefined>
}

/** The conversation on the page: a stored one, or a new one that gets its id with its first turn. */
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
  /** The message being sent, until the server has accepted it. It is stored before the text typed since. */
  underway: Draft | undefined
  /** The last message while it is edited. */
  editing: Signal<Edit | undefined>
  /** The running turn. */
  running: ReadonlySignal<ThreadTurn | undefined>
  /** Changes of this page to the conversation: a count of starts and ends, and those in progress. See `startChange`. */
  changes: { count: number; open: number }
  /** Reads of the newest page, in the order they were sent: the last one, and the last one shown. */
  reads: { last: number; shown: number }
}

/** Marks a change to the conversation until the returned function is called: reads during it are out of date. */
export function startChange({ changes }: Thread): () => void {
  changes.count++
  changes.open++
  return () => {
    changes.count++
    changes.open--
  }
}

/** Whether a message holds more than text. */
export const hasOtherBlocks = (content: Content): boolean => content.some((block) => !("text" in block))

export const isRunning = (status: AnswerStatus): boolean => status === "sending" || status === "streaming"

/** Whether messages can be sent: not in a missing conversation or one that is not claimed yet. */
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

/** A thread with its stored draft in the composer. Needs a browser. */
export function restoredThread(conversationId: string | null): Thread {
  const thread = newThread(conversationId)
  thread.draft.value = readDraft(conversationId)
  thread.editing.value = readEdit(conversationId)
  return thread
}

/** @param content the message's content; empty if a page begins between a message and its answer */
export function newTurn(turnId: string, content: Content, status: AnswerStatus = "sending", answer = ""): ThreadTurn {
  const blocks = signal<Content>(answer ? [{ text: answer }] : [])
  return {
    turnId,
    content,
    question: textOf(content),
    userMessageId: signal(),
    messageId: signal(),
    status: signal(status),
    blocks,
    answer: computed(() => textOf(blocks.value)),
    after: undefined,
    stopReason: signal(),
    spent: signal(),
    feedback: signal(),
    problem: signal(),
    stopping: signal(false),
    replaces: undefined,
    replacement: undefined,
    resumed: false,
    refused: signal(),
  }
}
