import { batch } from "@preact/signals"
import { getConversation } from "../../api/conversations.ts"
import { problemOf } from "../../api/problem.ts"
import type { ConversationPage } from "../../api/types.ts"
import { moveDraftsToNewChat } from "../../composer/draft.ts"
import { clearSentDraft, moveStaleEdit } from "../../composer/edit-draft.ts"
import { goTo, routeConversationId } from "../../page/route.ts"
import { monotonicNow, withLocalTitles } from "../../sidebar/local-changes.ts"
import { claimableConversation, claimableCount, claimPending } from "../../sign-in/claimable.ts"
import { activeThread, openedThread, remember, targetMessageId } from "./active-thread.ts"
import { resumeTurn } from "./resume-turn.ts"
import { joinTurns, turnsFromPage, updateTurns } from "./stored-turns.ts"
import { isWritable, restoredThread, type Thread } from "./thread.ts"

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
  if (!thread.running.value) await loadThread(thread, conversationId)
  await loadUntilTarget(thread)
}

/** Loads earlier messages until the search result's message is among them. */
export async function loadUntilTarget(thread: Thread): Promise<void> {
  const isThere = () =>
    thread.turns.value.some(({ userMessageId, messageId }) => [userMessageId.value, messageId.value].includes(targetMessageId.value))
  let cursor: string | undefined
  while (targetMessageId.value && activeThread.value === thread && !isThere() && thread.olderCursor.value !== cursor) {
    cursor = thread.olderCursor.value
    await loadEarlier(thread)
  }
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
 */
export async function loadThread(thread: Thread, conversationId: string): Promise<void> {
  if (conversationId === claimableConversation.value) {
    thread.unopened.value = claimPending
    return
  }
  const read = ++thread.reads.last
  const isLate = () => read < thread.reads.shown || thread.running.value !== undefined
  thread.loading.value = thread.turns.value.length === 0
  thread.unopened.value = undefined
  try {
    const page = await readCurrent(thread, conversationId)
    if (!page || isLate()) return
    thread.reads.shown = read
    const { turns, kept } = updateTurns(thread.turns.value, turnsFromPage(page))
    batch(() => {
      thread.turns.value = turns
      thread.title.value = page.conversation.title
      if (!kept) thread.olderCursor.value = page.cursor
    })
    clearSentDraft(thread)
    moveStaleEdit(thread)
    for (const turn of turns) if (turn.status.value === "streaming") void resumeTurn(thread, turn)
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

/** The newest messages; `undefined` if this page changes the conversation during each read. */
async function readCurrent({ changes }: Thread, conversationId: string): Promise<ConversationPage | undefined> {
  for (let reads = 0; reads < maxReads; reads++) {
    const { count } = changes
    const readAt = monotonicNow()
    const page = await getConversation(conversationId)
    if (changes.count !== count || changes.open > 0) continue
    return { ...page, conversation: withLocalTitles([page.conversation], readAt)[0] ?? page.conversation }
  }
  return undefined
}

/** Prepends the page of messages before the oldest one. */
export async function loadEarlier(thread: Thread): Promise<void> {
  const conversationId = thread.conversationId.value
  const cursor = thread.olderCursor.value
  if (!conversationId || !cursor || thread.loadingEarlier.value) return
  thread.loadingEarlier.value = true
  try {
    const page = await getConversation(conversationId, cursor)
    // The thread was reloaded meanwhile, and these messages do not adjoin it.
    if (thread.olderCursor.value !== cursor) return
    batch(() => {
      thread.turns.value = joinTurns(turnsFromPage(page), thread.turns.value)
      thread.olderCursor.value = page.cursor
    })
  } catch {
    // The button stays for a retry.
  } finally {
    thread.loadingEarlier.value = false
  }
}
