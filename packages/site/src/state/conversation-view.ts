import { batch } from "@preact/signals"
import { readConversation } from "../api/conversations.ts"
import { problemOf } from "../api/problem.ts"
import { activeThread, openedThread, remember } from "./active-thread.ts"
import { goTo, routeConversationId } from "./route.ts"
import { resume } from "./sending.ts"
import { restoredThread, type Thread, type Turn, turnsOf } from "./thread.ts"

/** Shows a conversation, or a new one. One that was open before is shown at once and read again. */
export async function open(conversationId: string | null): Promise<void> {
  if (activeThread.value.conversationId.value === conversationId && conversationId !== null) return
  const known = conversationId ? openedThread(conversationId) : undefined
  const thread = known ?? restoredThread(conversationId)
  activeThread.value = thread
  if (!conversationId) return
  remember(thread, conversationId)
  if (!thread.running.value) await load(thread, conversationId)
}

/** Starts a new conversation, also while the first answer of another new one has not begun. */
export async function openNew(): Promise<void> {
  const pristine = activeThread.value.conversationId.value === null && activeThread.value.turns.value.length === 0
  if (routeConversationId.value === null && !pristine) await open(null)
  goTo(null)
}

/** Reads the newest messages of a thread's conversation and joins the turn that still runs. */
export async function load(thread: Thread, conversationId: string): Promise<void> {
  thread.loading.value = thread.turns.value.length === 0
  thread.unopened.value = undefined
  try {
    const page = await readConversation(conversationId)
    if (thread.running.value) return
    batch(() => {
      thread.turns.value = turnsOf(page)
      thread.title.value = page.conversation.title
      thread.olderCursor.value = page.cursor
    })
    for (const turn of thread.turns.value) if (turn.status.value === "streaming") void resume(thread, turn)
  } catch (error) {
    if (thread.turns.value.length === 0) thread.unopened.value = problemOf(error)
  } finally {
    thread.loading.value = false
  }
}

/** Puts the page of messages before the oldest one in front. */
export async function loadEarlier(thread: Thread): Promise<void> {
  const conversationId = thread.conversationId.value
  const cursor = thread.olderCursor.value
  if (!conversationId || !cursor) return
  try {
    const page = await readConversation(conversationId, cursor)
    batch(() => {
      thread.turns.value = join(turnsOf(page), thread.turns.value)
      thread.olderCursor.value = page.cursor
    })
  } catch {
    // The button stays: it is the retry.
  }
}

// The border between two pages may run between a question and its answer.
function join(earlier: Turn[], later: Turn[]): Turn[] {
  const last = earlier.at(-1)
  const [first, ...rest] = later
  if (!last || !first || last.turnId !== first.turnId) return [...earlier, ...later]
  return [...earlier.slice(0, -1), { ...first, question: last.question }, ...rest]
}
