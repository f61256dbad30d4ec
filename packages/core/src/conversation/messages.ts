import { type Clock, isExpired } from "../clock.ts"
import type { Message } from "../entities/message.ts"
import type { Store } from "../entities/store.ts"
import { checkCursor, cursorAfter, cursorAfterKey } from "./cursor.ts"
import { exactPage } from "./page.ts"

export type MessagePage = { messages: Message[]; cursor?: string }

/**
 * A page of a conversation's messages: the newest ones, or those before `cursor`; oldest first inside the page. The caller has checked the owner of the
 * conversation.
 * @throws VisibleError `body.invalid` for a cursor of another conversation
 */
export async function listMessages(
  store: Store,
  conversationId: string,
  now: Clock,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<MessagePage> {
  const { messages: entity } = store.entities
  const query = entity.query.primary({ conversationId })
  const start = cursor === undefined ? null : checkCursor(cursor, query.params())
  const { items, ...more } = await exactPage(
    (from, size) => query.go({ order: "desc", limit: size, pages: 1, cursor: from, consistent: true }),
    start,
    limit,
    (message) => !isExpired(message, now()),
    (message) => cursorAfter(entity.put(message).params()),
  )
  return { messages: items.reverse(), ...more }
}

/** Every message of a conversation, or those after one, oldest first, page by page. */
export async function* allMessages(store: Store, conversationId: string, now: Clock, after?: string): AsyncGenerator<Message> {
  const { messages } = store.entities
  let cursor = after === undefined ? null : cursorAfterKey(messages.get({ conversationId, messageId: after }).params())
  do {
    const page: { data: Message[]; cursor: string | null } = await messages.query
      .primary({ conversationId })
      .go({ order: "asc", limit: 200, pages: 1, cursor, consistent: true })
    for (const message of page.data) if (!isExpired(message, now())) yield message
    cursor = page.cursor
  } while (cursor)
}
