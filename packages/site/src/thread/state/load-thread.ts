import { batch } from "@preact/signals"
import { getConversation } from "../../api/conversations.ts"
import { problemOf } from "../../api/problem.ts"
import type { ConversationPage } from "../../api/types.ts"
import { moveDraftsToNewChat } from "../../composer/draft.ts"
import { clearSentDraft, clearSentEdit } from "../../composer/edit-draft.ts"
import { hasVersions } from "../../page/config.ts"
import { goTo, routeConversationId } from "../../page/route.ts"
import { monotonicNow, withLocalTitles } from "../../sidebar/local-changes.ts"
import { claimableConversation, claimableCount, claimPending } from "../../sign-in/claimable.ts"
import { activeThread, openedThread, remember, targetMessageId, targetTurn } from "./active-thread.ts"
import { resumeTurn } from "./resume-turn.ts"
import { shownLeaf, storeLeaf } from "./store-leaf.ts"
import { joinTurns, runningOf, turnsFromPage, updateTurns } from "./stored-turns.ts"
import { isWritable, restoredThread, type Thread } from "./thread.ts"
import { mergeVersions } from "./versions.ts"

/** Shows a conversation, or a new one. One that was opened before is shown at once and then reloaded. */
export async function showConversation(conversationId: string | null): Promise<void> {
  const leftId = activeThread.value.conversationId.value
  if (leftId === conversationId && conversationId !== null) return
  // A claimable conversation is not missing.
  if (leftId && !isWritable(activeThread.value) && claimableCount.value === 0) moveDraftsToNewChat(leftId)
  const known = conversationId ? openedThread(conversationId) : undefined
  const thread = known ?? restoredThread(conversationId)
  activeThread.value = thread
  if (!conversationId) return
  remember(thread, conversationId)
  const target = targetTurn.value
  if (!thread.running.value) await loadThread(thread, conversationId, target?.otherVersion ? target.turnId : undefined)
  await loadUntilTarget(thread)
}

/** Loads earlier messages until the search result's message is among them; of another path, if it is not on the one that is shown. */
export async function loadUntilTarget(thread: Thread): Promise<void> {
  const target = targetTurn.value
  targetTurn.value = undefined
  const conversationId = thread.conversationId.value
  if (!target?.otherVersion && (await loadEarlierUntilTarget(thread))) return
  if (!target || !conversationId || activeThread.value !== thread) return
  if (!thread.turns.value.some(({ turnId }) => turnId === target.turnId)) await loadThread(thread, conversationId, target.turnId)
  storeLeaf(thread, conversationId, target.turnId)
  await loadEarlierUntilTarget(thread)
}

/** Resolves to whether the message is there. */
async function loadEarlierUntilTarget(thread: Thread): Promise<boolean> {
  const isThere = () =>
    thread.turns.value.some(({ userMessageId, messageId }) => [userMessageId.value, messageId.value].includes(targetMessageId.value))
  let cursor: string | undefined
  while (targetMessageId.value && activeThread.value === thread && !isThere() && thread.olderCursor.value !== cursor) {
    cursor = thread.olderCursor.value
    await loadEarlier(thread)
  }
  return !targetMessageId.value || isThere()
}

/** Starts a new conversation, also while the first turn of another new one has not started. */
export async function startNewChat(): Promise<void> {
  const pristine = activeThread.value.conversationId.value === null && activeThread.value.turns.value.length === 0
  if (routeConversationId.value === null && !pristine) await showConversation(null)
  goTo(null)
}

// How often a page is read again after a change to the conversation during the read.
const maxReads = 3

/**
 * Loads the newest messages of a thread's conversation and joins its running turn. Messages that are already shown stay in place: the page
 * reloads when it regains focus, as another tab may have added some. A read that overlaps a change of this page is repeated.
 * @param leafTurnId reads the path through this turn; by default through the last one that is shown, so that each window stays on its branch
 */
export async function loadThread(thread: Thread, conversationId: string, leafTurnId?: string): Promise<void> {
  if (conversationId === claimableConversation.value) {
    thread.unopened.value = claimPending
    return
  }
  const read = ++thread.reads.last
  const isLate = () => read < thread.reads.shown
  thread.loading.value = thread.turns.value.length === 0
  thread.unopened.value = undefined
  try {
    const page = await readCurrent(thread, conversationId, leafTurnId)
    if (!page || isLate()) return
    thread.reads.shown = read
    if (!leafTurnId && thread.turns.value.length === 0) thread.leaf.stored = page.leafTurnId
    showPage(thread, page)
  } catch (error) {
    if (isLate()) return
    thread.reads.shown = read
    const problem = problemOf(error)
    if (problem.code === "conversation.missing") thread.turns.value = []
    if (thread.turns.value.length === 0) thread.unopened.value = problem
  } finally {
    thread.loading.value = false
  }
}

/** Shows a page of the newest messages of a path, and joins its running turn. */
export function showPage(thread: Thread, page: ConversationPage): void {
  const streams = thread.streams.value
  const { turns, kept } = updateTurns(thread.turns.value, turnsFromPage(page), { streams, left: [...thread.tails.values()].flat() })
  // A message that is being sent stays at the end of its path.
  const sent = streams.find((turn) => !turn.accepted && !turn.beside && turn.parentTurnId === turns.at(-1)?.turnId)
  batch(() => {
    thread.turns.value = sent ? [...turns, sent] : turns
    thread.title.value = page.conversation.title
    thread.runningThere.value = runningOf(page)
    thread.versions.value = mergeVersions(thread.versions.value, page, streams)
    if (!kept) thread.olderCursor.value = page.cursor
  })
  clearSentDraft(thread)
  clearSentEdit(thread)
  for (const turn of turns) if (turn.status.value === "streaming" && !streams.includes(turn)) void resumeTurn(thread, turn)
  watchOthers(thread)
}

/** The newest messages; `undefined` if this page changes the conversation during each read. */
async function readCurrent(thread: Thread, conversationId: string, leafTurnId?: string): Promise<ConversationPage | undefined> {
  const { changes } = thread
  for (let reads = 0; reads < maxReads; reads++) {
    const { count } = changes
    const page = await readPage(conversationId, leafTurnId ?? shownLeaf(thread))
    if (changes.count === count && changes.open === 0) return page
  }
  return undefined
}

/** A page of the path through a turn, with the titles that this page has changed meanwhile. */
export async function readPage(conversationId: string, leafTurnId: string | undefined): Promise<ConversationPage> {
  const readAt = monotonicNow()
  const page = await getConversation(conversationId, leafTurnId && hasVersions.value ? { leafTurnId } : {})
  return { ...page, conversation: withLocalTitles([page.conversation], readAt)[0] ?? page.conversation }
}

// The end of a turn that this page does not read is found by reading the conversation again.
const watchEveryMs = 5_000
let watching: ReturnType<typeof setTimeout> | undefined

function watchOthers(thread: Thread): void {
  clearTimeout(watching)
  const isWatched = () => activeThread.value === thread && thread.othersRunning.value.some((turn) => !isStreamed(thread, turn.turnId))
  if (!isWatched()) return
  watching = setTimeout(() => {
    const conversationId = thread.conversationId.value
    if (conversationId && isWatched()) void loadThread(thread, conversationId).finally(() => watchOthers(thread))
  }, watchEveryMs)
}

const isStreamed = ({ streams }: Thread, id: string) => streams.value.some(({ turnId }) => turnId === id)

/** Prepends the page of messages before the oldest one. */
export async function loadEarlier(thread: Thread): Promise<void> {
  const conversationId = thread.conversationId.value
  const cursor = thread.olderCursor.value
  if (!conversationId || !cursor || thread.loadingEarlier.value) return
  thread.loadingEarlier.value = true
  try {
    const page = await getConversation(conversationId, { cursor })
    // The thread was reloaded meanwhile, and these messages do not adjoin it.
    if (thread.olderCursor.value !== cursor) return
    batch(() => {
      thread.turns.value = joinTurns(turnsFromPage(page), thread.turns.value)
      thread.versions.value = mergeVersions(thread.versions.value, page, [])
      thread.olderCursor.value = page.cursor
    })
  } catch {
    // The button stays for a retry.
  } finally {
    thread.loadingEarlier.value = false
  }
}
