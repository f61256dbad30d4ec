import { signal } from "@preact/signals"
import { getConversations } from "../api/conversations.ts"
import { problemOf } from "../api/problem.ts"
import type { OnReauth } from "../api/token-source.ts"
import type { Conversation } from "../api/types.ts"
import { forgetLocalChanges, isRemoved, markTouched, monotonicNow, withLocalChanges, withLocalTitles } from "./local-changes.ts"

/** The visitor's conversations as far as they were read, newest first. */
export const conversations = signal<Conversation[]>([])
export const olderConversations = signal<string | undefined>()
export const historyState = signal<"loading" | "ready" | "failed">("loading")

// Reads of the newest page, in the order in which they left. What comes after the answer to a later one is dropped.
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
    // A list that is here stays when only the session is over.
    if (historyState.value !== "ready" || problemOf(error).code !== "auth.required") historyState.value = "failed"
  }
}

/** Brings the list up to date after something was done: nothing that would be worth leaving the page for. */
export const refreshConversations = (): Promise<void> => loadConversations(undefined, "stay")

function append(found: Conversation[], next: string | undefined): void {
  const known = new Set(conversations.value.map(({ conversationId }) => conversationId))
  conversations.value = [...conversations.value, ...found.filter(({ conversationId }) => !known.has(conversationId))]
  olderConversations.value = next
}

// The first page was read again: older ones that are on the page stay there.
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

/** Shows a conversation in which a turn has begun at the top of the list, before the server's own entry is read. `title`: of a new one. */
export function showOnTop(conversationId: string, title: string): void {
  if (isRemoved(conversationId)) return
  const known = conversations.value.find((conversation) => conversation.conversationId === conversationId)
  const now = new Date().toISOString()
  const entry = { conversationId, createdAt: now, title, ...known, updatedAt: now }
  markTouched(entry)
  conversations.value = [entry, ...conversations.value.filter((conversation) => conversation !== known)]
}

/** Takes everything off the list. Reads that are under way bring nothing back. */
export function clearConversations(): void {
  shownRead = ++lastRead
  conversations.value = []
  olderConversations.value = undefined
}

/** Another person is about to use the page. */
export function forgetConversations(): void {
  forgetLocalChanges()
  clearConversations()
}
