import type { Conversation } from "../entities/conversation.ts"
import type { Turn } from "../entities/turn.ts"
import type { StoreContext } from "../turn/context.ts"
import { healTurn } from "../turn/heal.ts"
import { isDead } from "../turn/lease.ts"
import { readTurn } from "../turn/read.ts"
import { listMessages, type MessagePage } from "./messages.ts"
import { requireConversation } from "./read.ts"

export type OpenConversation = MessagePage & { conversation: Conversation; turn?: Turn }

/**
 * What a person sees on opening a conversation: its newest messages and the turn that is running. A turn whose generator died is ended here.
 * @throws VisibleError `conversation.missing`; `body.invalid` for a foreign cursor
 */
export async function openConversation(
  context: StoreContext,
  owner: string,
  conversationId: string,
  page: { cursor?: string | undefined; limit: number },
): Promise<OpenConversation> {
  const { store, now } = context
  const conversation = await requireConversation(store, owner, conversationId, now)
  const turn = conversation.activeTurnId ? await readTurn(store, owner, conversation.activeTurnId) : undefined
  if (turn && isDead(turn, now())) {
    await healTurn(context, turn)
    const healed = await requireConversation(store, owner, conversationId, now)
    return { conversation: healed, ...(await listMessages(store, conversationId, now, page)) }
  }
  const messages = await listMessages(store, conversationId, now, page)
  return { conversation, ...messages, ...(turn?.status === "streaming" && { turn }) }
}
