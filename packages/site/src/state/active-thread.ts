import { signal } from "@preact/signals"
import { newThread, type Thread } from "./thread.ts"

/** The conversation that is shown. */
export const activeThread = signal<Thread>(newThread(null))

// Conversations that were opened: an answer goes on being read while another conversation is looked at.
const opened = new Map<string, Thread>()

export const openedThread = (conversationId: string): Thread | undefined => opened.get(conversationId)

export function remember(thread: Thread, conversationId: string): void {
  opened.set(conversationId, thread)
}

/** Whether an answer is being read in any conversation. */
export const isAnswering = (): boolean => [activeThread.peek(), ...opened.values()].some(({ running }) => running.peek() !== undefined)

/** Lets go of every conversation that was opened. */
export function forgetThreads(): void {
  opened.clear()
}
