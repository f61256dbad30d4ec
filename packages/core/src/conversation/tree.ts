import { root, type TreeNode } from "../entities/node.ts"

/** The most turns that follow one turn. */
export const maxVersions = 50

/** The nodes of a conversation, or those read so far, by turn and by parent. Children are oldest first. */
export type Tree = { nodes: ReadonlyMap<string, TreeNode>; children: ReadonlyMap<string, readonly TreeNode[]> }

// The server makes the ids of messages, so they tell the time better than the ids of turns.
const byTime = (one: TreeNode, other: TreeNode): number => (one.messageId < other.messageId ? -1 : 1)

export function treeOf(nodes: Iterable<TreeNode>): Tree {
  const sorted = [...nodes].sort(byTime)
  return {
    nodes: new Map(sorted.map((node) => [node.turnId, node])),
    children: Map.groupBy(sorted, ({ parentTurnId }) => parentTurnId),
  }
}

/** The turns from a turn up to a first turn, as far as their nodes are known; the turn itself comes first. */
export function pathTo({ nodes }: Tree, turnId: string): TreeNode[] {
  const path: TreeNode[] = []
  const seen = new Set<string>()
  for (let node = nodes.get(turnId); node && !seen.has(node.turnId); node = nodes.get(node.parentTurnId)) {
    path.push(node)
    seen.add(node.turnId)
  }
  return path
}

/** The turns with the same parent, oldest first, the turn itself included. */
export const versionsOf = ({ nodes, children }: Tree, turnId: string): readonly TreeNode[] =>
  children.get(nodes.get(turnId)?.parentTurnId ?? "") ?? []

/** The end of the path that is shown for a turn: from it on to the newest child, until none follows. */
export function leafUnder({ children }: Tree, turnId: string): string {
  const seen = new Set<string>()
  let leaf = turnId
  for (let next: string | undefined = leaf; next !== undefined && !seen.has(next); next = children.get(leaf)?.at(-1)?.turnId) {
    leaf = next
    seen.add(leaf)
  }
  return leaf
}

/** The newest turn of all: shown if the stored leaf is gone. */
export const newestTurn = ({ nodes }: Tree): TreeNode | undefined => [...nodes.values()].at(-1)

/** A parent as the API names it. */
export const publicParent = (parentTurnId: string): string | null => (parentTurnId === root ? null : parentTurnId)
