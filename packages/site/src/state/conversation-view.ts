import { batch } from "@preact/signals"
import { readConversation } from "../api/conversations.ts"
import { problemOf } from "../api/problem.ts"
import { activeThread, openedThread, remember } from "./active-thread.ts"
import { adoptable } from "./adoptable.ts"
import { passOnDrafts } from "./draft.ts"
import { resume } from "./resuming.ts"
import { goTo, routeConversationId } from "./route.ts"
import { joinTurns, turnsOf, updateTurns } from "./stored-turns.ts"
import { targetMessageId } from "./target-message.ts"
import { isWritable, restoredThread, type Thread } from "./thread.ts"
import { dropTaken, rescueEdit } from "./typing.ts"

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

/**
 * Reads the newest messages of a thread's conversation and joins the turn that still runs. What is shown already stays where it is: the page
 * asks again whenever it is looked at, since another tab may have gone on.
 */
export async function load(thread: Thread, conversationId: string): Promise<void> {
  thread.loading.value = thread.turns.value.length === 0
  thread.unopened.value = undefined
  try {
    const page = await readConversation(conversationId)
    if (thread.running.value) return
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
    const problem = problemOf(error)
    if (problem.code === "conversation.missing") thread.turns.value = []
    if (thread.turns.value.length === 0) thread.unopened.value = problem
  } finally {
    thread.loading.value = false
  }
}

/** Puts the page of messages before the oldest one in front. */
export async function loadEarlier(thread: Thread): Promise<void> {
  const conversationId = thread.conversationId.value
  const cursor = thread.olderCursor.value
  if (!conversationId || !cursor || thread.loadingEarlier.value) return
  thread.loadingEarlier.value = true
  try {
    const page = await readConversation(conversationId, cursor)
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
