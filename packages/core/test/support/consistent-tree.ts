import { expect } from "vitest"
import type { Caller, StoreContext } from "../../src/context.ts"
import { type OpenConversation, openConversation } from "../../src/conversation/open.ts"
import { pathTo, type Tree, treeOf } from "../../src/conversation/tree.ts"
import { root } from "../../src/entities/node.ts"
import { partsOf } from "./log.ts"
import { stored } from "./stored.ts"
import { messagesIn, nodesIn } from "./tree.ts"

const everything = { limit: 100 }

/**
 * Nodes, messages, counts and views of a conversation in which nothing runs agree.
 * @returns how many of its turns have versions, counted once for each view, and how many continue an answer
 */
export async function expectConsistent(context: StoreContext, { owner }: Caller, conversationId: string) {
  const tree = treeOf(await nodesIn(context, conversationId))
  const messages = await messagesIn(context, conversationId)
  const nodes = [...tree.nodes.values()]
  expect(new Set(nodes.flatMap(({ userMessageId, messageId }) => [userMessageId ?? messageId, messageId]))).toEqual(
    new Set(messages.map(({ messageId }) => messageId)),
  )
  for (const { turnId, parentTurnId, children = 0, continues, continuedBy } of nodes) {
    expect([turnId, children]).toEqual([turnId, tree.children.get(turnId)?.length ?? 0])
    expect(parentTurnId === root || tree.nodes.has(parentTurnId)).toBe(true)
    expect(tree.nodes.get(continuedBy ?? "")?.continues).toBe(continuedBy === undefined ? undefined : true)
    if (continues) expect(tree.nodes.get(parentTurnId)?.continuedBy).toBe(turnId)
  }
  const open = (leafTurnId?: string) => openConversation(context, owner, conversationId, { ...everything, leafTurnId })
  const { turns, conversation } = await open()
  expect([turns, conversation.running]).toEqual([[], undefined])
  expect([conversation.runningCount ?? 0, conversation.messageCount, conversation.firstTurns]).toEqual([
    0,
    messages.length,
    tree.children.get(root)?.length,
  ])
  let siblings = 0
  for (const { turnId } of nodes) siblings += expectPath(tree, await open(turnId), turnId)
  return { siblings, continued: nodes.filter(({ continues }) => continues).length }
}

/** The view shows the path through a turn, with the versions of each turn. */
function expectPath(tree: Tree, { messages, leafTurnId, versions }: OpenConversation, through: string): number {
  const path = pathTo(tree, leafTurnId).reverse()
  expect(path.map(({ turnId }) => turnId)).toContain(through)
  expect(messages.map(({ messageId }) => messageId)).toEqual(
    path.flatMap(({ userMessageId, messageId }) => (userMessageId === undefined ? [messageId] : [userMessageId, messageId])),
  )
  const counts = path.map(({ turnId, parentTurnId }) => {
    const siblings = tree.children.get(parentTurnId)?.map((node) => node.turnId) ?? []
    expect(versions.get(turnId)?.map((node) => node.turnId)).toEqual(siblings.length > 1 ? siblings : undefined)
    return siblings.length > 1
  })
  return counts.filter(Boolean).length
}

/** Nothing of a conversation is left in the table but the seals of its log, which hold no text and expire. */
export async function expectDeleted(context: StoreContext, caller: Caller, conversationId: string): Promise<void> {
  const { turns, conversations } = await stored(context, caller)
  expect([...turns, ...conversations].filter((item) => item.conversationId === conversationId)).toEqual([])
  expect([await nodesIn(context, conversationId), await messagesIn(context, conversationId)]).toEqual([[], []])
  expect((await partsOf(context, conversationId)).filter((part) => part.kind === "events")).toEqual([])
}
