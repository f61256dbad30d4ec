import { computed, signal } from "@preact/signals"
import type { Problem } from "../api/problem.ts"
import { readTab, removeTab, writeTab } from "../page/tab-storage.ts"

/** How many conversations from before signing in can be kept, while that is offered. */
export const adoptable = signal(0)

// Kept in the tab: signing in loads the page anew.
const key = "visitors-conversation"

/** The conversation in which somebody pressed Sign in. It belongs to the account only once it is kept there. */
const visitorsConversation = signal<string | undefined>()

export function keepVisitorsConversation(conversationId: string): void {
  writeTab(key, { conversationId })
}

/** Whether there is one, as the tab remembers it. */
export function recallVisitorsConversation(): boolean {
  visitorsConversation.value = readTab<{ conversationId: string }>(key).conversationId
  return visitorsConversation.value !== undefined
}

export function forgetVisitorsConversation(): void {
  removeTab(key)
  visitorsConversation.value = undefined
}

/** The conversation that cannot be read before it is decided whether the account keeps it. */
export const offeredConversation = computed(() => (adoptable.value > 0 ? visitorsConversation.value : undefined))

/** Why that one is not open. */
export const conversationOffered: Problem = { code: "conversation.offered", retryable: false }
