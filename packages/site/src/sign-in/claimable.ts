import { computed, signal } from "@preact/signals"
import type { Problem } from "../api/problem.ts"
import { readTab, removeTab, writeTab } from "../page/tab-storage.ts"

/** How many conversations from before signing in can be kept, while that is offered. */
export const claimableCount = signal(0)

// Kept in the tab: signing in loads the page anew.
const key = "visitors-conversation"

/** The conversation in which somebody pressed Sign in. It belongs to the account only once it is kept there. */
const visitorConversation = signal<string | undefined>()

export function rememberVisitorConversation(conversationId: string): void {
  writeTab(key, { conversationId })
}

/** Whether there is one, as the tab remembers it. */
export function restoreVisitorConversation(): boolean {
  visitorConversation.value = readTab<{ conversationId: string }>(key).conversationId
  return visitorConversation.value !== undefined
}

export function forgetVisitorConversation(): void {
  removeTab(key)
  visitorConversation.value = undefined
}

/** The conversation that cannot be read before it is decided whether the account keeps it. */
export const claimableConversation = computed(() => (claimableCount.value > 0 ? visitorConversation.value : undefined))

/** Why that one is not open. */
export const claimPending: Problem = { code: "conversation.offered", retryable: false }
