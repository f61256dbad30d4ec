import { type Clock, isExpired } from "../clock.ts"
import type { Conversation } from "../entities/conversation.ts"
import type { Store } from "../entities/store.ts"
import { VisibleError } from "../visible-error.ts"

/** One conversation of an owner as stored, expired and half-deleted ones included. */
export async function readConversation({ entities }: Store, owner: string, conversationId: string): Promise<Conversation | undefined> {
  const { data } = await entities.conversations.get({ owner, conversationId }).go({ consistent: true })
  return data ?? undefined
}

export const isThere = (conversation: Conversation | undefined, now: number): conversation is Conversation =>
  conversation !== undefined && !conversation.deletedAt && !isExpired(conversation, now)

/** @throws VisibleError `conversation.missing`, also for another owner's conversation */
export async function requireConversation(store: Store, owner: string, conversationId: string, now: Clock): Promise<Conversation> {
  const conversation = await readConversation(store, owner, conversationId)
  if (!isThere(conversation, now())) throw conversationMissing()
  return conversation
}

export const conversationMissing = () =>
  new VisibleError("conversation.missing", "This conversation does not exist, or it belongs to another owner.")
