import { signal } from "@preact/signals"
import { getConversations } from "../api/conversations.ts"
import { problemOf } from "../api/problem.ts"
import type { OnReauth } from "../api/token-source.ts"
import type { Conversation } from "../api/types.ts"
import { forgetLocalChanges, isRemoved, markTouched, monotonicNow, withLocalChanges, withLocalTitles } from "./local-changes.ts"

/** The visitor's loaded conversations, newest first. */
export const conversations = signal<Conversation[]>([])
export const olderConversations = signal<string | undefined>()
export const historyState = signal<"loading" | "ready" | "failed">("loading")

// Reads of the newest page, in the order they were sent. A response that arrives after that of a later read is dropped.
let lastRead = 0
let shownRead = 0

/** Reads the first page, or the one after the last read. A failure is shown, not thrown. `onReauth`: see the requests' options. */
export async function loadConversations(cursor?: string, onReauth?: OnReauth): Promise<void> {
  const read = cursor ? lastRead : ++lastRead
  const readAt = monotonicNow()
  const isLate = () => (cursor ? olderConversations.value !== cursor : read < shownRead)
  try {
    const page = await getConversations(cursor, onReauth)
    if (isLate()) return
    if (cursor) append(withLocalTitles(page.conversations, readAt), page.cursor)
    else {
      shownRead = read
      refresh(page.conversations, readAt, page.cursor)
    }
    historyState.value = "ready"
  } catch (error) {
    if (isLate()) return
    // A loaded list stays when only the session has ended.
    if (historyState.value !== "ready" || problemOf(error).code !== "auth.required") historyState.value = "failed"
  }
}

/** Refreshes the list after a change. Never redirects to the provider for it. */
export const refreshConversations = (): Promise<void> => loadConversations(undefined, "stay")

function append(found: Conversation[], next: string | undefined): void {
  const known = new Set(conversations.value.map(({ conversationId }) => conversationId))
  conversations.value = [...conversations.value, ...found.filter(({ conversationId }) => !known.has(conversationId))]
  olderConversations.value = next
}

// The first page was reloaded: older conversations on the page stay.
function refresh(page: Conversation[], readAt: number, next: string | undefined): void {
  const found = withLocalChanges(page, readAt)
  const oldest = page.at(-1)?.updatedAt ?? ""
  const fresh = new Set(found.map(({ conversationId }) => conversationId))
  const older = conversations.value.filter(({ conversationId, updatedAt }) => updatedAt < oldest && !fresh.has(conversationId))
  if (next && older.length > 0) {
    conversations.value = [...found, ...older]
    return
  }
  conversations.value = found
  olderConversations.value = next
}

/** Moves a conversation in which a turn has started to the top, before the server lists it there. `title`: of a new one. */
export function showOnTop(conversationId: string, title: string): void {
  if (isRemoved(conversationId)) return
  const known = conversations.value.find((conversation) => conversation.conversationId === conversationId)
  const now = new Date().toISOString()
  const entry = { conversationId, createdAt: now, title, ...known, updatedAt: now }
  markTouched(entry)
  conversations.value = [entry, ...conversations.value.filter((conversation) => conversation !== known)]
}

/** Clears the list. Reads in progress restore nothing. */
export function clearConversations(): void {
  shownRead = ++lastRead
  conversations.value = []
  olderConversations.value = undefined
}

/** Resets the state for another person. */
export function forgetConversations(): void {
  forgetLocalChanges()
  clearConversations()
}
