import { type Clock, isExpired } from "../clock.ts"
import type { Message } from "../entities/message.ts"
import type { Store } from "../entities/store.ts"
import { cursorAfterKey } from "./cursor.ts"

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
