import { computed, signal } from "@preact/signals"
import type { Problem } from "../api/problem.ts"
import { readTab, removeTab, writeTab } from "../page/tab-storage.ts"

/** How many conversations from before sign-in can be claimed, while that is offered. */
export const claimableCount = signal(0)

// Stored in the tab: sign-in reloads the page.
const key = "visitors-conversation"

/** The conversation that was open when the visitor pressed Sign in. It belongs to the account once it is claimed. */
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

/** The conversation that the account cannot read before it claims it. */
export const claimableConversation = computed(() => (claimableCount.value > 0 ? visitorConversation.value : undefined))

/** The load error of that conversation. */
export const claimPending: Problem = { code: "conversation.offered", retryable: false }
