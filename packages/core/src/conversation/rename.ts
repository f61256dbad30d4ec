import { type Clock, epochSeconds } from "../clock.ts"
import { isFailedCondition } from "../entities/condition.ts"
import { despiteConflicts } from "../entities/conflict.ts"
import type { Conversation } from "../entities/conversation.ts"
import type { Store } from "../entities/store.ts"
import { conversationMissing } from "./read.ts"

/** @throws VisibleError `conversation.missing` */
export async function renameConversation(
  store: Store,
  owner: string,
  conversationId: string,
  title: string,
  now: Clock,
): Promise<Conversation> {
  try {
    const { data } = await despiteConflicts(() =>
      store.entities.conversations
        .patch({ owner, conversationId })
        .set({ title })
        .where((item, { notExists, gt }) => `${notExists(item.deletedAt)} AND ${gt(item.expiresAt, epochSeconds(now()))}`)
        .go({ response: "all_new" }),
    )
    return data as Conversation
  } catch (error) {
    if (isFailedCondition(error)) throw conversationMissing()
    throw error
  }
}
