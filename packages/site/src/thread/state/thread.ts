import { textOf } from "@parley/core/text.ts"
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals"
import type { Problem } from "../../api/problem.ts"
import type { Content, Cost, Feedback, RunningTurn, TokenUsage } from "../../api/types.ts"
import { type Draft, type Edit, readDraft, readEdit } from "../../composer/draft.ts"
import { hasVersions } from "../../page/config.ts"
import { claimPending } from "../../sign-in/claimable.ts"
import { noVersions, type Versions } from "./versions.ts"

/** `sending`: posted, without a response yet. `lost`: the connection failed for good; the turn itself continues on the server. */
export type AnswerStatus = "sending" | "streaming" | "complete" | "stopped" | "interrupted" | "failed" | "lost"

/** The kind of a turn: a new message, an edited message, the same message again, or the continuation of an answer. */
export type TurnKind = "message" | "edit" | "regeneration" | "continuation"

/** A message and its answer, as the page shows them. */
export type ThreadTurn = {
  turnId: string
  kind: TurnKind
  /** The turn before this one; `null` for a first turn. Functions of the version before do not name it. */
  parentTurnId: string | null | undefined
  /** The turn of which this page made it a version. */
  beside: string | undefined
  /** Whether the server has accepted it. */
  accepted: boolean
  /** The message's content as it was sent: a resend must be identical. None continues an answer. */
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
  after: RunningTurn["after"] | undefined
  /** The turn that continues the answer. */
  continuedBy: Signal<string | undefined>
  stopReason: Signal<string | undefined>
  /** The first turn that the model got for this answer, if it did not get the whole path. */
  historyFrom: Signal<string | undefined>
  /** The usage of the answer, if known. */
  spent: Signal<{ usage: TokenUsage; cost: Cost } | undefined>
  feedback: Signal<Feedback | undefined>
  problem: Signal<Problem | undefined>
  stopping: Signal<boolean>
  /** Whether it was resumed automatically after a lost connection. */
  resumed: boolean
  /** The turn that did not begin as a version of this one, or to continue it. Sending the same again must be the same turn: it may have begun. */
  lastSent: { turnId: string; kind: TurnKind; question: string } | undefined
  /** Why that turn did not begin. */
  refused: Signal<{ kind: TurnKind; problem: Problem } | undefined>
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
  /** A message while it is edited. */
  editing: Signal<Edit | undefined>
  /** The running turn of the path that is shown. */
  running: ReadonlySignal<ThreadTurn | undefined>
  /** The turns whose answers this page reads, shown or not. */
  streams: Signal<readonly ThreadTurn[]>
  /** The running turns of the last read. */
  runningThere: Signal<readonly RunningTurn[]>
  /** All turns that are known to run, and those of them that are not shown. */
  allRunning: ReadonlySignal<readonly (ThreadTurn | RunningTurn)[]>
  othersRunning: ReadonlySignal<readonly (ThreadTurn | RunningTurn)[]>
  versions: Signal<Versions>
  /** The version that is being opened. */
  switching: Signal<string | undefined>
  /** The ends of paths that were left, by their first turn. */
  tails: Map<string, readonly ThreadTurn[]>
  /** The turn whose path the server shows, as far as this page knows; the one to store; the last request that changes it. */
  leaf: { stored: string | undefined; wanted: string | undefined; last: Promise<void> }
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

/** Marks a change that is over: reads that were sent before it are out of date. */
export const markChange = (thread: Thread): void => startChange(thread)()

/** Removes a turn that did not begin, also from the paths that were left meanwhile. */
export function removeTurn({ turns, tails }: Thread, turn: ThreadTurn): void {
  const without = (list: readonly ThreadTurn[]) => list.filter((other) => other !== turn)
  tails.delete(turn.turnId)
  for (const [turnId, tail] of tails) if (tail.includes(turn)) tails.set(turnId, without(tail))
  if (turns.value.includes(turn)) turns.value = without(turns.value)
}

/** Whether the turn after this one, or a version of it, names the turn before it. */
export const isVersioned = ({ parentTurnId }: ThreadTurn): boolean => hasVersions.value && parentTurnId !== undefined

/** Whether a message holds more than text. */
export const hasOtherBlocks = (content: Content): boolean => content.some((block) => !("text" in block))

export const isRunning = (status: AnswerStatus): boolean => status === "sending" || status === "streaming"

/** Whether messages can be sent: not in a missing conversation or one that is not claimed yet. */
export const isWritable = ({ unopened }: Thread): boolean =>
  unopened.value?.code !== "conversation.missing" && unopened.value?.code !== claimPending.code

export function newThread(conversationId: string | null): Thread {
  const turns = signal<ThreadTurn[]>([])
  const streams = signal<readonly ThreadTurn[]>([])
  const runningThere = signal<readonly RunningTurn[]>([])
  const allRunning = computed(() => {
    const read = new Set(streams.value.map(({ turnId }) => turnId))
    return [
      ...streams.value.filter(({ status }) => isRunning(status.value)),
      ...runningThere.value.filter(({ turnId }) => !read.has(turnId)),
    ]
  })
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
    streams,
    runningThere,
    allRunning,
    othersRunning: computed(() => allRunning.value.filter(({ turnId }) => !turns.value.some((turn) => turn.turnId === turnId))),
    versions: signal(noVersions),
    switching: signal(),
    tails: new Map(),
    leaf: { stored: undefined, wanted: undefined, last: Promise.resolve() },
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

/** @param content the message's content; empty if a page begins between a message and its answer, and of a continuation */
export function newTurn(turnId: string, content: Content, status: AnswerStatus = "sending", answer = ""): ThreadTurn {
  const blocks = signal<Content>(answer ? [{ text: answer }] : [])
  return {
    turnId,
    kind: "message",
    parentTurnId: undefined,
    beside: undefined,
    accepted: status !== "sending",
    content,
    question: textOf(content),
    userMessageId: signal(),
    messageId: signal(),
    status: signal(status),
    blocks,
    answer: computed(() => textOf(blocks.value)),
    after: undefined,
    continuedBy: signal(),
    stopReason: signal(),
    historyFrom: signal(),
    spent: signal(),
    feedback: signal(),
    problem: signal(),
    stopping: signal(false),
    resumed: false,
    lastSent: undefined,
    refused: signal(),
  }
}
