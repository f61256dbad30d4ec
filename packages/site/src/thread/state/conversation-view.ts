import { batch } from "@preact/signals"
import { readConversation } from "../../api/conversations.ts"
import { problemOf } from "../../api/problem.ts"
import type { ConversationPage } from "../../api/types.ts"
import { passOnDrafts } from "../../composer/draft.ts"
import { dropTaken, rescueEdit } from "../../composer/typing.ts"
import { goTo, routeConversationId } from "../../page/route.ts"
import { monotonicNow, withOwnTitles } from "../../sidebar/own-changes.ts"
import { adoptable, conversationOffered, offeredConversation } from "../../sign-in/claimable.ts"
import { activeThread, openedThread, remember } from "./active-thread.ts"
import { resume } from "./resuming.ts"
import { joinTurns, turnsOf, updateTurns } from "./stored-turns.ts"
import { targetMessageId } from "./target-message.ts"
import { isWritable, restoredThread, type Thread } from "./thread.ts"

/** Shows a conversation, or a new one. One that was open before is shown at once and read again. */
export async function open(conversationId: string | null): Promise<void> {
  const leftId = activeThread.value.conversationId.value
  if (leftId === conversationId && conversationId !== null) return
  // One that can still be kept is not gone.
  if (leftId && !isWritable(activeThread.value) && adoptable.value === 0) passOnDrafts(leftId)
  const known = conversationId ? openedThread(conversationId) : undefined
  const thread = known ?? restoredThread(conversationId)
  activeThread.value = thread
  if (!conversationId) return
  remember(thread, conversationId)
  if (!thread.running.value) await load(thread, conversationId)
  await reachTarget(thread)
}

/** Reads earlier messages until the one that was looked for is among them. */
export async function reachTarget(thread: Thread): Promise<void> {
  const isThere = () =>
    thread.turns.value.some(({ userMessageId, messageId }) => [userMessageId.value, messageId.value].includes(targetMessageId.value))
  let cursor: string | undefined
  while (targetMessageId.value && activeThread.value === thread && !isThere() && thread.olderCursor.value !== cursor) {
    cursor = thread.olderCursor.value
    await loadEarlier(thread)
  }
}

/** Starts a new conversation, also while the first answer of another new one has not begun. */
export async function openNew(): Promise<void> {
  const pristine = activeThread.value.conversationId.value === null && activeThread.value.turns.value.length === 0
  if (routeConversationId.value === null && !pristine) await open(null)
  goTo(null)
}

// How often a page is read again because something was done to the conversation meanwhile.
const maxReads = 3

/**
 * Reads the newest messages of a thread's conversation and joins the turn that still runs. What is shown already stays where it is: the page
 * asks again whenever it is looked at, since another tab may have gone on. What was read before the page itself went on is read again.
 */
export async function load(thread: Thread, conversationId: string): Promise<void> {
  if (conversationId === offeredConversation.value) {
    thread.unopened.value = conversationOffered
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
    const { turns, kept } = updateTurns(thread.turns.value, turnsOf(page))
    batch(() => {
      thread.turns.value = turns
      thread.title.value = page.conversation.title
      if (!kept) thread.olderCursor.value = page.cursor
    })
    dropTaken(thread)
    rescueEdit(thread)
    for (const turn of turns) if (turn.status.value === "streaming") void resume(thread, turn)
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

/** The newest page as the conversation is now; nothing if the page itself goes on changing it. */
async function readCurrent({ changes }: Thread, conversationId: string): Promise<ConversationPage | undefined> {
  for (let reads = 0; reads < maxReads; reads++) {
    const { count } = changes
    const readAt = monotonicNow()
    const page = await readConversation(conversationId)
    if (changes.count !== count || changes.open > 0) continue
    return { ...page, conversation: withOwnTitles([page.conversation], readAt)[0] ?? page.conversation }
  }
  return undefined
}

/** Puts the page of messages before the oldest one in front. */
export async function loadEarlier(thread: Thread): Promise<void> {
  const conversationId = thread.conversationId.value
  const cursor = thread.olderCursor.value
  if (!conversationId || !cursor || thread.loadingEarlier.value) return
  thread.loadingEarlier.value = true
  try {
    const page = await readConversation(conversationId, cursor)
    // What is on the page was read anew meanwhile, and these do not follow on it.
    if (thread.olderCursor.value !== cursor) return
    batch(() => {
      thread.turns.value = joinTurns(turnsOf(page), thread.turns.value)
      thread.olderCursor.value = page.cursor
    })
  } catch {
    // The button stays: it is the retry.
  } finally {
    thread.loadingEarlier.value = false
  }
}
