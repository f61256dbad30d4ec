import { blocksOf } from "../blocks/stored.ts"
import { questionHash } from "../content.ts"
import type { StoreContext } from "../context.ts"
import { ignoreFailedCondition } from "../entities/condition.ts"
import { ConflictError, despiteConflicts } from "../entities/conflict.ts"
import type { Conversation } from "../entities/conversation.ts"
import { root, type TreeNode } from "../entities/node.ts"
import { readTurn } from "../turn/read.ts"
import { allMessages } from "./messages.ts"
import { newestTurn, type Tree, treeOf } from "./tree.ts"
import { inBatches } from "./turns.ts"

type Context = Pick<StoreContext, "store" | "now">

/**
 * Makes the nodes of turns that a version without a tree wrote: each follows the turn before it. Safe to repeat and to interrupt. A turn that such
 * a version replaced has no messages any more: its node is deleted, unless a turn follows it.
 */
export async function buildTree(context: Context, seen: Conversation): Promise<void> {
  const { store } = context
  const { conversationId } = seen
  const all = { pages: "all", consistent: true } as const
  // The nodes first: a turn's node and question are written together, so each node here has its question below.
  const { data: known } = await store.entities.nodes.query.primary({ conversationId }).go(all)
  const byTurn = new Map(known.map((node) => [node.turnId, node]))
  const turns = await turnsIn(context, conversationId)
  const missing = await nodesOf(context, seen, turns, byTurn)
  // Newest first: a node comes with the count of those that follow it.
  await inBatches(missing.toReversed(), (node) =>
    byTurn.has(node.parentTurnId) ? addNode(context, node) : putNode(context, withChildren(node, [...missing, ...known])),
  )
  const gone = known.filter(({ turnId, continues, children }) => !turns.has(turnId) && !continues && !children)
  await inBatches(gone, (node) => removeNode(context, node))
  const nodes = [...known.filter((node) => !gone.includes(node)), ...missing]
  const hasLeaf = nodes.some(({ turnId }) => turnId === seen.lastTurnId)
  if (!seen.hasTree || missing.length + gone.length > 0 || !hasLeaf) await markWhole(context, seen, treeOf(nodes))
}

/** The nodes of the turns that have none, oldest first. */
async function nodesOf({ store }: Context, { owner, conversationId }: Conversation, turns: Map<string, Ids>, known: Map<string, TreeNode>) {
  const missing: TreeNode[] = []
  let parentTurnId: string = root
  for (const [turnId, { answerId, ...ids }] of turns) {
    if (!known.has(turnId)) {
      // A question without an answer belongs to a running turn, or, if the turn is missing too, to an interrupted deletion.
      const messageId = answerId ?? (await readTurn(store, owner, turnId))?.messageId ?? ids.userMessageId ?? ""
      missing.push({ conversationId, turnId, parentTurnId, messageId, ...ids })
    }
    parentTurnId = turnId
  }
  return missing
}

type Ids = { userMessageId?: string; questionHash?: string; answerId?: string; expiresAt: number }

/** The turns of a conversation by its messages, in the order of time; no texts are kept. */
async function turnsIn({ store, now }: Context, conversationId: string): Promise<Map<string, Ids>> {
  const turns = new Map<string, Ids>()
  for await (const { turnId, role, messageId, content, expiresAt } of allMessages(store, conversationId, now)) {
    const question = { userMessageId: messageId, questionHash: questionHash(blocksOf(content)) }
    turns.set(turnId, { expiresAt, ...turns.get(turnId), ...(role === "user" ? question : { answerId: messageId }) })
  }
  return turns
}

function withChildren(node: TreeNode, all: TreeNode[]): TreeNode {
  const children = all.filter(({ parentTurnId }) => parentTurnId === node.turnId).length
  return { ...node, ...(children > 0 && { children }) }
}

async function putNode({ store }: Context, node: TreeNode): Promise<void> {
  await despiteConflicts(() => store.entities.nodes.create(node).go()).catch(ignoreFailedCondition)
}

/** A node and its parent's count change together, so that a repetition counts nothing twice. */
const addNode = ({ store }: Context, { conversationId, parentTurnId, ...node }: TreeNode) =>
  together(() =>
    store.transaction
      .write(({ nodes }) => [
        nodes.create({ conversationId, parentTurnId, ...node }).commit(),
        nodes.patch({ conversationId, turnId: parentTurnId }).add({ children: 1 }).commit(),
      ])
      .go(),
  )

const removeNode = ({ store }: Context, { conversationId, turnId, parentTurnId }: TreeNode) =>
  together(() =>
    store.transaction
      .write(({ nodes }) => [
        nodes
          .delete({ conversationId, turnId })
          .where((item, { exists, notExists }) => `${exists(item.turnId)} AND ${notExists(item.children)}`)
          .commit(),
        ...(parentTurnId === root ? [] : [nodes.patch({ conversationId, turnId: parentTurnId }).add({ children: -1 }).commit()]),
      ])
      .go(),
  )

/** A refused condition means that another call was faster. */
async function together(write: () => Promise<{ canceled: boolean; data: readonly { code: string }[] }>): Promise<void> {
  await despiteConflicts(async () => {
    const { canceled, data } = await write()
    if (canceled && data.some(({ code }) => code === "TransactionConflict")) throw new ConflictError()
  })
}

/**
 * Marks that every turn of the conversation, as it was read, has its node. If the leaf no longer exists, the newest turn becomes the leaf. The mark
 * is not set while a version without a tree runs a turn: the next reader checks again.
 */
async function markWhole({ store }: Context, seen: Conversation, tree: Tree): Promise<void> {
  const { owner, conversationId, lastTurnId, updatedAt } = seen
  const leaf = tree.nodes.has(lastTurnId) ? lastTurnId : (newestTurn(tree)?.turnId ?? lastTurnId)
  const firstTurns = tree.children.get(root)?.length ?? 0
  await despiteConflicts(() =>
    store.entities.conversations
      .patch({ owner, conversationId })
      .set({ hasTree: true, firstTurns, lastTurnId: leaf })
      .where((item, { eq, notExists }) =>
        [eq(item.lastTurnId, lastTurnId), eq(item.updatedAt, updatedAt), notExists(item.activeTurnId)].join(" AND "),
      )
      .go(),
  ).catch(ignoreFailedCondition)
}
