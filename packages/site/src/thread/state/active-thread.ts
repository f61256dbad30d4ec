import { signal } from "@preact/signals"
import { newThread, type Thread } from "./thread.ts"

/** The conversation that is shown. */
export const activeThread = signal<Thread>(newThread(null))

/** The search result to bring into view as soon as its message is on the page. */
export const targetMessageId = signal<string | undefined>()

/** Its turn. `otherVersion`: it is not on the path that is shown. */
export const targetTurn = signal<{ turnId: string; otherVersion: boolean } | undefined>()

/** Opening another conversation reads it again, so a few are enough to go back and forth without waiting. */
const maxOpened = 20

// Open conversations, the most recently used last: an answer continues to stream while another conversation is shown.
const opened = new Map<string, Thread>()

export const openedThread = (conversationId: string): Thread | undefined => opened.get(conversationId)

export function remember(thread: Thread, conversationId: string): void {
  opened.delete(conversationId)
  opened.set(conversationId, thread)
  for (const [id, old] of opened) {
    if (opened.size <= maxOpened) return
    if (old !== thread && old !== activeThread.peek() && !isInUse(old)) opened.delete(id)
  }
}

// Its draft is also in sessionStorage, if that is available.
const isInUse = ({ running, streams, draft, editing, underway, unsent }: Thread) =>
  running.peek() !== undefined ||
  streams.peek().length > 0 ||
  underway !== undefined ||
  draft.peek().text !== "" ||
  editing.peek() !== undefined ||
  unsent.peek() !== undefined

export const forgetThread = (conversationId: string): void => void opened.delete(conversationId)

/** Whether an answer is being read in any conversation. */
export const isAnswering = (): boolean =>
  [activeThread.peek(), ...opened.values()].some(({ running, streams }) => running.peek() !== undefined || streams.peek().length > 0)

/** Forgets all opened conversations. */
export function forgetThreads(): void {
  opened.clear()
}
