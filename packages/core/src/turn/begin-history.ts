import { isExpired } from "../clock.ts"
import type { Message } from "../entities/message.ts"
import type { Turn } from "../entities/turn.ts"
import { historyMessages } from "../history.ts"
import type { TurnContext } from "./context.ts"

/** The read of a conversation's newest messages beside the transaction that begins a turn. */
export type HistoryRead = {
  /** The messages before the turn, newest first, once the turn has its slot: nothing is added to them any more. */
  afterBegin(): Promise<Message[]>
}

/**
 * Starts to read the history beside the transaction. A turn that begins finds every earlier one ended. If the newest message is a question
 * without its answer, that turn ended between the read and the transaction, and the history is read again.
 * @param replaces the turn whose messages do not count
 */
export function startHistoryRead({ store, now }: TurnContext, turn: Turn, replaces: string | undefined): HistoryRead {
  const beside = read()
  beside.catch(() => undefined)
  return {
    async afterBegin() {
      const messages = await beside
      return messages[0]?.role === "user" ? read() : messages
    },
  }

  async function read(): Promise<Message[]> {
    const page = await store.entities.messages.query
      .primary({ conversationId: turn.conversationId })
      .lt({ messageId: turn.userMessageId })
      .go({ order: "desc", limit: historyMessages, pages: 1, consistent: true })
    return page.data.filter((message) => message.turnId !== replaces && !isExpired(message, now()))
  }
}

export const noHistory: HistoryRead = { afterBegin: async () => [] }
