import { isExpired } from "../clock.ts"
import type { TurnContext } from "../context.ts"
import type { Message } from "../entities/message.ts"
import type { Turn } from "../entities/turn.ts"
import type { OfferedModel } from "../model/catalogue.ts"
import { chooseHistory, historyMessages } from "../model/history.ts"

/** The first page: enough for most conversations, with a dozen turns. */
const firstMessages = 24

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
export function startHistoryRead(
  { store, settings, now }: TurnContext,
  turn: Turn,
  model: OfferedModel,
  replaces: string | undefined,
): HistoryRead {
  const beside = read()
  beside.catch(() => undefined)
  return {
    async afterBegin() {
      const messages = await beside
      return messages[0]?.role === "user" ? read() : messages
    },
  }

  async function read(): Promise<Message[]> {
    const { messages: newest, cursor } = await readPage(firstMessages, null)
    // Older ones can only help if all of these fit.
    if (!cursor || !chooseHistory(newest, model, settings.contextTokens).isWhole) return newest
    const { messages: older } = await readPage(historyMessages - firstMessages, cursor)
    return [...newest, ...older]
  }

  async function readPage(limit: number, cursor: string | null) {
    const page = await store.entities.messages.query
      .primary({ conversationId: turn.conversationId })
      .lt({ messageId: turn.userMessageId })
      .go({ order: "desc", limit, pages: 1, cursor, consistent: true })
    const messages = page.data.filter((message) => message.turnId !== replaces && !isExpired(message, now()))
    return { messages, cursor: page.cursor }
  }
}

export const noHistory: HistoryRead = { afterBegin: async () => [] }
