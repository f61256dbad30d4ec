import { epochSeconds, isExpired } from "../clock.ts"
import type { StoreContext } from "../context.ts"
import { isFailedCondition } from "../entities/condition.ts"
import { despiteConflicts } from "../entities/conflict.ts"
import type { Conversation } from "../entities/conversation.ts"
import { turnMissing } from "../turn/stop.ts"
import { conversationMissing, requireConversation } from "./read.ts"
import { knowsLeaf, readTree, shownLeaf } from "./read-tree.ts"

type Change = { title?: string | undefined; leafTurnId?: string | undefined }
type Context = Pick<StoreContext, "store" | "now">

/**
 * Changes the title of a conversation, and the version that is shown: the path through a turn, down to the newest turn that follows it. That
 * is allowed while turns run, since nothing but the view and the default parent depends on it; the last writer wins.
 * @throws VisibleError `conversation.missing`; `turn.missing`
 */
export async function changeConversation(
  context: Context,
  owner: string,
  conversationId: string,
  { title, leafTurnId }: Change,
): Promise<Conversation> {
  const { store, now } = context
  const lastTurnId = leafTurnId === undefined ? undefined : await leafOf(context, owner, conversationId, leafTurnId)
  try {
    const { data } = await despiteConflicts(() =>
      store.entities.conversations
        .patch({ owner, conversationId })
        .set({ ...(title !== undefined && { title }), ...(lastTurnId !== undefined && { lastTurnId }) })
        .where((item, { notExists, gt }) => `${notExists(item.deletedAt)} AND ${gt(item.expiresAt, epochSeconds(now()))}`)
        .go({ response: "all_new" }),
    )
    return data as Conversation
  } catch (error) {
    if (isFailedCondition(error)) throw conversationMissing()
    throw error
  }
}

/** One read for a turn that nothing follows. */
async function leafOf(context: Context, owner: string, conversationId: string, turnId: string): Promise<string> {
  const { store, now } = context
  const [{ data: node }] = await Promise.all([
    store.entities.nodes.get({ conversationId, turnId }).go({ consistent: true }),
    requireConversation(store, owner, conversationId, now),
  ])
  if (node && !isExpired(node, now()) && !node.children) return turnId
  const view = await readTree(context, owner, conversationId, (read) => knowsLeaf(read, turnId))
  if (!view.tree.nodes.has(turnId)) throw turnMissing()
  return shownLeaf(view, turnId)
}
