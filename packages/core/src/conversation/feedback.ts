import { type Clock, epochSeconds } from "../clock.ts"
import { isFailedCondition } from "../entities/condition.ts"
import type { Message } from "../entities/message.ts"
import type { Store } from "../entities/store.ts"
import { VisibleError } from "../visible-error.ts"
import { requireConversation } from "./read.ts"

/** What a person thinks of an answer; `null` takes it back. */
export type Feedback = { rating: "up" | "down" | null; comment?: string | undefined }

/**
 * Stores a user's rating of an answer; `null` removes it.
 * @throws VisibleError `conversation.missing`, `message.missing`
 */
export async function rateMessage(
  store: Store,
  owner: string,
  conversationId: string,
  messageId: string,
  { rating, comment }: Feedback,
  now: Clock,
): Promise<Message> {
  await requireConversation(store, owner, conversationId, now)
  const message = store.entities.messages.patch({ conversationId, messageId })
  const rated = rating === null ? message.remove(["feedback"]) : message.set({ feedback: { rating, ...(comment && { comment }) } })
  try {
    const { data } = await rated
      .where((item, { eq, gt }) => `${eq(item.role, "assistant")} AND ${gt(item.expiresAt, epochSeconds(now()))}`)
      .go({ response: "all_new" })
    return data as Message
  } catch (error) {
    if (isFailedCondition(error)) throw messageMissing()
    throw error
  }
}

export const messageMissing = () => new VisibleError("message.missing", "This conversation has no such answer.")
