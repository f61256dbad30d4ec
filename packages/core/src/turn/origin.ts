import type { Caller, TurnContext } from "../context.ts"
import { buildTree } from "../conversation/build-tree.ts"
import { conversationMissing, isThere, readConversation } from "../conversation/read.ts"
import { knowsLeaf, readTree, shownLeaf } from "../conversation/read-tree.ts"
import { root, type TreeNode } from "../entities/node.ts"
import type { Turn } from "../entities/turn.ts"
import type { Continued } from "./continuation.ts"
import { readContinued } from "./continuation.ts"
import { readTurn } from "./read.ts"
import { parentMissing } from "./refusals.ts"
import type { TurnRequest } from "./request.ts"

/** Where a turn begins in the tree of its conversation. */
export type Origin = {
  parentTurnId: string
  /** The leaf that became the parent because the request names none: it must still be the leaf when the turn begins. */
  seenLeaf?: string
  /** The answer that the turn continues. */
  continued?: Continued
}

/**
 * Where a turn begins. Reads nothing if the request names the parent.
 * @param failed the failed turn that is restarted: it keeps its parent
 * @throws VisibleError `conversation.missing`, `turn.missing`; for a continuation also `body.invalid`, `turn.busy` and `turn.continued`
 */
export async function originOf(context: TurnContext, caller: Caller, request: TurnRequest, failed: Turn | undefined): Promise<Origin> {
  const origin = failed ? await originOfFailed(context, failed) : await originOfNew(context, caller, request)
  if (!request.continues) return origin
  const conversationId = failed?.conversationId ?? request.conversationId
  if (conversationId === undefined || origin.parentTurnId === root) throw parentMissing()
  return { ...origin, continued: await readContinued(context, { ...caller, conversationId, turnId: request.turnId }, origin.parentTurnId) }
}

async function originOfFailed(context: TurnContext, { owner, conversationId, turnId, parentTurnId }: Turn): Promise<Origin> {
  return { parentTurnId: parentTurnId ?? (await readNode(context, owner, conversationId, turnId)).parentTurnId }
}

async function originOfNew(context: TurnContext, { owner }: Caller, request: TurnRequest): Promise<Origin> {
  const { conversationId, parentTurnId, versionOf } = request
  if (conversationId === undefined) {
    if (versionOf !== undefined || (parentTurnId !== undefined && parentTurnId !== root)) throw parentMissing()
    return { parentTurnId: root }
  }
  if (parentTurnId !== undefined) return { parentTurnId }
  if (versionOf !== undefined) return { parentTurnId: (await readNode(context, owner, conversationId, versionOf)).parentTurnId }
  const conversation = await readConversation(context.store, owner, conversationId)
  if (!isThere(conversation, context.now())) throw conversationMissing()
  if (conversation.hasTree) return { parentTurnId: conversation.lastTurnId, seenLeaf: conversation.lastTurnId }
  const view = await readTree(context, owner, conversationId, knowsLeaf)
  return { parentTurnId: shownLeaf(view), seenLeaf: view.conversation.lastTurnId }
}

/** @throws VisibleError `turn.missing` */
async function readNode(context: TurnContext, owner: string, conversationId: string, turnId: string): Promise<TreeNode> {
  const { tree } = await readTree(context, owner, conversationId, (view) => view.tree.nodes.has(turnId))
  const node = tree.nodes.get(turnId)
  if (!node) throw parentMissing()
  return node
}

/**
 * Makes the missing nodes of a conversation that a version without a tree wrote, if a turn of it has none.
 * @returns whether the turn has a node now
 */
export async function hasNodeNow(context: TurnContext, owner: string, conversationId: string, turnId: string): Promise<boolean> {
  const { conversation, tree } = await readTree(context, owner, conversationId, (view) => view.tree.nodes.has(turnId))
  if (tree.nodes.has(turnId)) return true
  const turn = await readTurn(context.store, owner, turnId)
  if (turn?.conversationId !== conversationId || turn.parentTurnId !== undefined) return false
  await buildTree(context, conversation)
  return (await context.store.entities.nodes.get({ conversationId, turnId }).go({ consistent: true })).data !== null
}
