import type { Conversation } from "../api/types.ts"

/**
 * What this page did to conversations. A read that left before a change does not know it, and a read that left soon after it may not:
 * the list comes from an eventually consistent index. Every list that was read passes through here before it is shown.
 */

/** How long after a change the index may still answer without it. Usually milliseconds (DynamoDB, global secondary indexes). */
const indexLagMs = 10_000

/** `acceptedAt`: when the server took the change; `undefined` while it is asked to. */
type Change<T> = { value: T; acceptedAt: number | undefined }

// Ids are never used again, so what was deleted stays hidden as long as the page lives.
const removed = new Set<string>()
const titles = new Map<string, Change<string>>()
const touched = new Map<string, Change<Conversation>>()
let everythingRemovedAt = Number.NEGATIVE_INFINITY

/** The time that orders reads and changes: the clock of the device may be set meanwhile, this one only runs on. */
export const monotonicNow = (): number => performance.now()

const isUnknownTo = ({ acceptedAt = Number.POSITIVE_INFINITY }: Pick<Change<unknown>, "acceptedAt">, readAt: number) =>
  readAt < acceptedAt + indexLagMs

export const isRemoved = (conversationId: string): boolean => removed.has(conversationId)

export function markRemoved(conversationId: string): void {
  removed.add(conversationId)
  touched.delete(conversationId)
}

export const unmarkRemoved = (conversationId: string): void => void removed.delete(conversationId)

/** Everything that was there is gone, listed or not. */
export function markEverythingRemoved(listed: readonly Conversation[]): void {
  for (const { conversationId } of listed) markRemoved(conversationId)
  titles.clear()
  touched.clear()
  everythingRemovedAt = monotonicNow()
}

/** A title that the server is being asked to store. `accept` when it has, `refuse` when it has not. */
export function markRenamed(conversationId: string, title: string): { accept: () => void; refuse: () => boolean } {
  const change: Change<string> = { value: title, acceptedAt: undefined }
  titles.set(conversationId, change)
  return {
    accept: () => {
      change.acceptedAt = monotonicNow()
    },
    // A title that was given meanwhile stays.
    refuse: () => titles.get(conversationId) === change && titles.delete(conversationId),
  }
}

/** A conversation in which the server has just begun a turn: it is the newest one. */
export function markTouched(conversation: Conversation): void {
  touched.delete(conversation.conversationId)
  touched.set(conversation.conversationId, { value: conversation, acceptedAt: monotonicNow() })
}

/** Conversations of a read that left at `readAt`: without those that were deleted since, and by the titles that they have since. */
export function withLocalTitles<Found extends { conversationId: string; title: string }>(found: readonly Found[], readAt: number): Found[] {
  const wasBeforeRemoval = readAt < everythingRemovedAt + indexLagMs
  return found
    .filter(({ conversationId }) => !removed.has(conversationId) && !(wasBeforeRemoval && !touched.has(conversationId)))
    .map((conversation) => {
      const title = titles.get(conversation.conversationId)
      return title && isUnknownTo(title, readAt) ? { ...conversation, title: title.value } : conversation
    })
}

/** The newest page of the list, with the conversations in front in which a turn has begun since. */
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

/** Another person is about to use the page. */
export function forgetLocalChanges(): void {
  removed.clear()
  titles.clear()
  touched.clear()
  everythingRemovedAt = Number.NEGATIVE_INFINITY
}
