import fc from "fast-check"
import { expiryAfterDays } from "../../src/clock.ts"
import type { Caller, StoreContext } from "../../src/context.ts"
import type { Message } from "../../src/entities/message.ts"
import { root, type TreeNode } from "../../src/entities/node.ts"
import { newConversationId, newMessageId, newTurnId } from "../../src/ids.ts"

/** A random tree: for each turn, in the order of time, how many turns before it its parent is; `null` for a first turn. */
export const treeShape = fc.array(fc.option(fc.nat({ max: 12 }), { freq: 8 }), { minLength: 1, maxLength: 60 })
export type TreeShape = (number | null)[]

/** The parents of a shape's turns, by index; `undefined` for first turns. */
export const parentsOf = (shape: TreeShape): (number | undefined)[] =>
  shape.map((back, index) => (back === null || index === 0 ? undefined : Math.max(index - 1 - back, 0)))

/** The nodes of a shape, in the order of time. */
export function nodesOf(conversationId: string, shape: TreeShape, expiresAt = Number.MAX_SAFE_INTEGER): TreeNode[] {
  const ids = shape.map(() => ({ turnId: newTurnId(), userMessageId: newMessageId(), messageId: newMessageId() }))
  const parents = parentsOf(shape)
  return ids.map((own, index) => {
    const children = parents.filter((parent) => parent === index).length
    const parentTurnId = ids[parents[index] ?? -1]?.turnId ?? root
    return { conversationId, ...own, parentTurnId, questionHash: `hash${index}`, ...(children > 0 && { children }), expiresAt }
  })
}

/** Stores a conversation of this shape, without running turns: the questions and answers are `question n` and `answer n`, padded to `characters`. */
export async function storeTree(
  { store, now }: StoreContext,
  { owner }: Caller,
  shape: TreeShape,
  { leaf = shape.length - 1, characters = 0 } = {},
) {
  const conversationId = newConversationId()
  const expiresAt = expiryAfterDays(now(), 30)
  const nodes = nodesOf(conversationId, shape, expiresAt)
  const time = new Date(now()).toISOString()
  const messages = nodes.flatMap(({ turnId, parentTurnId, userMessageId = "", messageId }, index) => {
    const own = { conversationId, turnId, parentTurnId, status: "complete" as const, createdAt: time, expiresAt }
    const text = (of: string) => [{ text: `${of} ${index}`.padEnd(characters, ".") }]
    return [
      { ...own, messageId: userMessageId, role: "user" as const, content: text("question") },
      { ...own, messageId, role: "assistant" as const, content: text("answer"), modelId: "m", stopReason: "end_turn" },
    ]
  })
  await store.entities.nodes.put(nodes).go({ concurrent: 10 })
  await store.entities.messages.put(messages).go({ concurrent: 10 })
  await store.entities.conversations
    .put({
      owner,
      conversationId,
      title: "A tree",
      modelId: "m",
      createdAt: time,
      updatedAt: time,
      messageCount: messages.length,
      lastTurnId: nodes[leaf]?.turnId ?? "",
      firstTurns: nodes.filter(({ parentTurnId }) => parentTurnId === root).length,
      hasTree: true,
      expiresAt,
    })
    .go()
  return { conversationId, nodes }
}

/** Stores a conversation of one path. */
export const linearTree = (context: StoreContext, caller: Caller, turns: number) =>
  storeTree(
    context,
    caller,
    Array.from({ length: turns }, (_, index) => (index === 0 ? null : 0)),
  )

const whole = { pages: "all", consistent: true } as const

/** The nodes of a conversation, read directly from the table. */
export const nodesIn = async ({ store }: StoreContext, conversationId: string): Promise<TreeNode[]> =>
  (await store.entities.nodes.query.primary({ conversationId }).go(whole)).data

/** The messages of a conversation, read directly from the table. */
export const messagesIn = async ({ store }: StoreContext, conversationId: string): Promise<Message[]> =>
  (await store.entities.messages.query.primary({ conversationId }).go(whole)).data
