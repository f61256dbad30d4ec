import { isExpired } from "../clock.ts"
import type { StoreContext } from "../context.ts"
import type { Conversation } from "../entities/conversation.ts"
import { root, type TreeNode } from "../entities/node.ts"
import { VisibleError } from "../visible-error.ts"
import { buildTree } from "./build-tree.ts"
import { requireConversation } from "./read.ts"
import { leafUnder, newestTurn, pathTo, type Tree, treeOf } from "./tree.ts"

/** The first page of nodes: more than a page of messages needs, unless an old branch is shown. */
const firstNodes = 200
const maxAttempts = 3

/** A conversation with the nodes that were read of its tree. */
export type TreeView = { conversation: Conversation; tree: Tree }
type TreeContext = Pick<StoreContext, "store" | "now">

/**
 * Reads a conversation with the newest nodes of its tree, and older ones until there are enough. A conversation of a version without a tree
 * gets its nodes here, and one that such a version wrote to since gets the missing ones.
 * @throws VisibleError `conversation.missing`
 */
export async function readTree(
  context: TreeContext,
  owner: string,
  conversationId: string,
  isEnough: (view: TreeView) => boolean,
): Promise<TreeView> {
  const { store, now } = context
  let isBuilt = false
  for (let attempt = 1; ; attempt++) {
    const reading = nodeReader(context, conversationId)
    const [conversation] = await Promise.all([requireConversation(store, owner, conversationId, now), reading.next(firstNodes)])
    const view = () => ({ conversation, tree: reading.tree() })
    const hasLeaf = () => view().tree.nodes.has(conversation.lastTurnId)
    while (reading.hasMore() && !(hasLeaf() && isEnough(view()))) await reading.next()
    if ((hasLeaf() && (conversation.hasTree || isBuilt)) || attempt >= maxAttempts) return view()
    // A turn may have begun between the two reads: the nodes are made only if its node is missing a second time.
    if (conversation.hasTree && attempt === 1) continue
    await buildTree(context, conversation)
    isBuilt = true
  }
}

/** A conversation that was read, with all nodes of its tree; without nodes if it was deleted meanwhile. */
export async function readWholeTree(context: TreeContext, conversation: Conversation): Promise<TreeView> {
  const { owner, conversationId, hasTree, lastTurnId } = conversation
  const isNever = () => false
  if (hasTree) {
    const tree = await readNodesUntil(context, conversationId, isNever)
    if (tree.nodes.has(lastTurnId)) return { conversation, tree }
  }
  return readTree(context, owner, conversationId, isNever).catch((error: unknown) => {
    if (error instanceof VisibleError && error.code === "conversation.missing") return { conversation, tree: treeOf([]) }
    throw error
  })
}

/** The newest nodes of a conversation, and older ones until there are enough. */
export async function readNodesUntil(context: TreeContext, conversationId: string, isEnough: (tree: Tree) => boolean): Promise<Tree> {
  const reading = nodeReader(context, conversationId)
  await reading.next(firstNodes)
  while (reading.hasMore() && !isEnough(reading.tree())) await reading.next()
  return reading.tree()
}

function nodeReader({ store, now }: TreeContext, conversationId: string) {
  const found: TreeNode[] = []
  let tree = treeOf(found)
  let cursor: string | null | undefined
  return {
    tree: () => tree,
    hasMore: () => cursor !== null,
    /** Reads a page: `limit` nodes, or as many as one query returns (1 MB). */
    async next(limit?: number): Promise<void> {
      const page: { data: TreeNode[]; cursor: string | null } = await store.entities.nodes.query
        .primary({ conversationId })
        .go({ order: "desc", pages: 1, cursor: cursor ?? null, consistent: true, ...(limit && { limit }) })
      found.push(...page.data.filter((node) => !isExpired(node, now())))
      cursor = page.cursor
      tree = treeOf(found)
    },
  }
}

/** Whether all turns that follow a turn, or all first turns, are among the nodes. */
export function knowsChildren({ conversation, tree }: TreeView, parentTurnId: string): boolean {
  const count = parentTurnId === root ? conversation.firstTurns : tree.nodes.get(parentTurnId)?.children
  return (tree.children.get(parentTurnId)?.length ?? 0) >= (count ?? 0)
}

/** The leaf of the shown path, or of the path through `from`. */
export function shownLeaf({ conversation, tree }: TreeView, from = conversation.lastTurnId): string {
  return leafUnder(tree, tree.nodes.has(from) ? from : (newestTurn(tree)?.turnId ?? from))
}

/** Whether the nodes suffice to find the leaf of the path through a turn. */
export function knowsLeaf(view: TreeView, from = view.conversation.lastTurnId): boolean {
  const { tree } = view
  if (!tree.nodes.has(from)) return false
  const below = pathTo(tree, leafUnder(tree, from))
  return below.slice(0, below.findIndex(({ turnId }) => turnId === from) + 1).every(({ turnId }) => knowsChildren(view, turnId))
}

/** The shown path, or the path through `from`, newest turn first, as far as its nodes are known. */
export const shownPath = (view: TreeView, from?: string): TreeNode[] => pathTo(view.tree, shownLeaf(view, from))

/** Whether a path reaches a first turn. */
export const isFromRoot = (path: readonly TreeNode[]): boolean => path.at(-1)?.parentTurnId === root

/** For `readTree`: the shown path is known, to its first turn or to the end of the nodes. */
export const hasShownPath = (view: TreeView): boolean => knowsLeaf(view) && isFromRoot(shownPath(view))
