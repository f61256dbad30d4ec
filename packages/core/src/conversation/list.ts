import { type Clock, isExpired, isoTime } from "../clock.ts"
import type { Conversation } from "../entities/conversation.ts"
import type { Store } from "../entities/store.ts"
import { table } from "../entities/table.ts"
import { checkCursor, cursorAfter } from "./cursor.ts"
import { eraseConversation } from "./delete.ts"
import { exactPage } from "./page.ts"

/** A deletion that has not ended after this time was interrupted; the next list finishes it. */
const deletionMs = 60_000

export type ConversationPage = { conversations: Conversation[]; cursor?: string }

/**
 * An owner's conversations, newest first. A missing cursor means the end.
 * @throws VisibleError `body.invalid` for a cursor of another list
 */
export async function listConversations(
  store: Store,
  owner: string,
  now: Clock,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<ConversationPage> {
  const { conversations: entity } = store.entities
  const { query } = entity
  const newest = query.byRecency({ owner })
  const start = cursor === undefined ? null : checkCursor(cursor, newest.params(), query.primary({ owner }).params())
  let cutShort: Conversation | undefined
  const { items: conversations, ...more } = await exactPage(
    (from, size) => newest.go({ order: "desc", limit: size, pages: 1, cursor: from }),
    start,
    limit,
    (conversation) => {
      const { deletedAt } = conversation
      if (deletedAt !== undefined && deletedAt < isoTime(now() - deletionMs)) cutShort ??= conversation
      return deletedAt === undefined && !isExpired(conversation, now())
    },
    (conversation) => cursorAfter(entity.put(conversation).params(), table.indexes.byRecency),
  )
  // If this fails, the conversation stays hidden, and a later list tries again.
  if (cutShort) await eraseConversation(store, owner, cutShort.conversationId, now).catch(() => undefined)
  return { conversations, ...more }
}
