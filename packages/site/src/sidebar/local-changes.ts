import type { Conversation } from "../api/types.ts"

/**
 * This page's changes to conversations. A read sent before a change lacks it, and a read sent soon after may lack it too:
 * the list comes from an eventually consistent index. Every list passes through here before it is shown.
 */

/** How long the index may lag behind a change. Usually milliseconds (DynamoDB, global secondary indexes). */
const indexLagMs = 10_000

/** `acceptedAt`: when the server accepted the change; `undefined` while the request runs. */
type Change<T> = { value: T; acceptedAt: number | undefined }

// Ids are never reused, so a deleted conversation stays hidden for the life of the page.
const removed = new Set<string>()
const titles = new Map<string, Change<string>>()
const touched = new Map<string, Change<Conversation>>()
let everythingRemovedAt = Number.NEGATIVE_INFINITY

/** The time that orders reads and changes: a monotonic clock, as the device's clock may be set back. */
export const monotonicNow = (): number => performance.now()

const isUnknownTo = ({ acceptedAt = Number.POSITIVE_INFINITY }: Pick<Change<unknown>, "acceptedAt">, readAt: number) =>
  readAt < acceptedAt + indexLagMs

export const isRemoved = (conversationId: string): boolean => removed.has(conversationId)

export function markRemoved(conversationId: string): void {
  removed.add(conversationId)
  touched.delete(conversationId)
}

export const unmarkRemoved = (conversationId: string): void => void removed.delete(conversationId)

/** All existing conversations were deleted, listed or not. */
export function markEverythingRemoved(listed: readonly Conversation[]): void {
  for (const { conversationId } of listed) markRemoved(conversationId)
  titles.clear()
  touched.clear()
  everythingRemovedAt = monotonicNow()
}

/** A title being saved. Call `accept` if the server stored it, else `refuse`. */
export function markRenamed(conversationId: string, title: string): { accept: () => void; refuse: () => boolean } {
  const change: Change<string> = { value: title, acceptedAt: undefined }
  titles.set(conversationId, change)
  return {
    accept: () => {
      change.acceptedAt = monotonicNow()
    },
    // A later title stays.
    refuse: () => titles.get(conversationId) === change && titles.delete(conversationId),
  }
}

/** A conversation in which a turn has just started: it is the newest one. */
export function markTouched(conversation: Conversation): void {
  touched.delete(conversation.conversationId)
  touched.set(conversation.conversationId, { value: conversation, acceptedAt: monotonicNow() })
}

/** Conversations of a read sent at `readAt`: without those deleted since, and with titles changed since. */
export function withLocalTitles<Found extends { conversationId: string; title: string }>(found: readonly Found[], readAt: number): Found[] {
  const wasBeforeRemoval = readAt < everythingRemovedAt + indexLagMs
  return found
    .filter(({ conversationId }) => !removed.has(conversationId) && !(wasBeforeRemoval && !touched.has(conversationId)))
    .map((conversation) => {
      const title = titles.get(conversation.conversationId)
      return title && isUnknownTo(title, readAt) ? { ...conversation, title: title.value } : conversation
    })
}

/** The newest page of the list, preceded by the conversations in which a turn has started since. */
export function withLocalChanges(found: readonly Conversation[], readAt: number): Conversation[] {
  const listed = new Map(withLocalTitles(found, readAt).map((conversation) => [conversation.conversationId, conversation]))
  const newest: Conversation[] = []
  for (const change of touched.values()) {
    const { conversationId, updatedAt } = change.value
    if (!isUnknownTo(change, readAt)) {
      touched.delete(conversationId)
      continue
    }
    const known = listed.get(conversationId)
    newest.unshift(known && known.updatedAt > updatedAt ? known : { ...change.value, ...known, updatedAt })
    listed.delete(conversationId)
  }
  return [...newest, ...listed.values()]
}

/** Resets the state for another person. */
export function forgetLocalChanges(): void {
  removed.clear()
  titles.clear()
  touched.clear()
  everythingRemovedAt = Number.NEGATIVE_INFINITY
}
