import { type Clock, isExpired, isoTime } from "../clock.ts"
import { checkCursor } from "../cursor.ts"
import type { Conversation } from "../entities/conversation.ts"
import type { Store } from "../entities/store.ts"
import { eraseConversation } from "./delete.ts"

/** A deletion that has not ended after so long was cut short; whoever meets what is left of it finishes it. */
const deletionMilliseconds = 60_000

export type ConversationPage = { conversations: Conversation[]; cursor?: string }

/**
 * An owner's conversations, newest first. A page may be shorter than `limit` (what has expired is left out) and still have a cursor; only a
 * missing cursor means the end.
 * @throws VisibleError `body.invalid` for a cursor of another list
 */
export async function listConversations(
  store: Store,
  owner: string,
  now: Clock,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<ConversationPage> {
  const { query } = store.entities.conversations
  const newest = query.byRecency({ owner })
  const start = cursor === undefined ? null : checkCursor(cursor, newest.params(), query.primary({ owner }).params())
  const page = await newest.go({ order: "desc", limit, pages: 1, cursor: start })
  const cutShort = page.data.find(({ deletedAt }) => deletedAt !== undefined && deletedAt < isoTime(now() - deletionMilliseconds))
  // It stays hidden if this fails too: the list is good, and a later one tries again.
  if (cutShort) await eraseConversation(store, owner, cutShort.conversationId, now).catch(() => undefined)
  const conversations = page.data.filter((conversation) => !conversation.deletedAt && !isExpired(conversation, now()))
  return { conversations, ...(page.cursor && { cursor: page.cursor }) }
}
