import { setTimeout as wait } from "node:timers/promises"
import { isExpired } from "../clock.ts"
import type { StoreContext } from "../context.ts"
import type { Message } from "../entities/message.ts"
import type { TreeNode } from "../entities/node.ts"
import { VisibleError } from "../visible-error.ts"
import type { Tree } from "./tree.ts"

/** The most keys of one BatchGetItem. */
const keysAtOnce = 100
const maxAttempts = 6

/**
 * Reads exactly the messages of some turns of a conversation: as one range if at least half of the messages in it belong to these turns, else by
 * their keys. Missing and expired messages are left out.
 */
export async function readMessages(
  context: Pick<StoreContext, "store" | "now">,
  conversationId: string,
  messageIds: readonly string[],
  { nodes }: Tree,
): Promise<Map<string, Message>> {
  const [first] = messageIds
  if (first === undefined) return new Map()
  const sorted = messageIds.toSorted()
  const [from, to] = [sorted[0] ?? first, sorted.at(-1) ?? first]
  const between = [...nodes.values()].flatMap(idsOf).filter((messageId) => from <= messageId && messageId <= to)
  const isDense = 2 * messageIds.length >= between.length
  const read = isDense ? await readRange(context, conversationId, from, to) : await readEach(context, conversationId, messageIds)
  const wanted = new Set(messageIds)
  const found = read.filter((message) => wanted.has(message.messageId) && !isExpired(message, context.now()))
  return new Map(found.map((message) => [message.messageId, message]))
}

/** The ids of a turn's messages, the question first. */
export const idsOf = ({ userMessageId, messageId }: TreeNode): string[] =>
  userMessageId === undefined || userMessageId === messageId ? [messageId] : [userMessageId, messageId]

async function readRange({ store }: Pick<StoreContext, "store">, conversationId: string, from: string, to: string): Promise<Message[]> {
  const { data } = await store.entities.messages.query
    .primary({ conversationId })
    .between({ messageId: from }, { messageId: to })
    .go({ pages: "all", consistent: true })
  return data
}

async function readEach({ store }: Pick<StoreContext, "store">, conversationId: string, messageIds: readonly string[]): Promise<Message[]> {
  const found: Message[] = []
  let keys = messageIds.map((messageId) => ({ conversationId, messageId }))
  for (let attempt = 0; keys.length > 0 && attempt < maxAttempts; attempt++) {
    // DynamoDB answers 16 MB at most, and names the rest.
    if (attempt > 0) await wait(25 * attempt)
    const asked = keys
    const { data, unprocessed } = await store.entities.messages
      .get(asked)
      .go({ consistent: true, concurrent: Math.ceil(asked.length / keysAtOnce) })
    found.push(...data)
    keys = unprocessed as typeof keys
  }
  if (keys.length > 0) throw new VisibleError("store.unavailable", "The database is busy. Try again in a moment.", { retryAfter: 5 })
  return found
}
