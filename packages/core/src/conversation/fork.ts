import { expiryAfterDays, isoTime } from "../clock.ts"
import type { StoreContext } from "../context.ts"
import { ignoreFailedCondition } from "../entities/condition.ts"
import { despiteConflicts } from "../entities/conflict.ts"
import type { Conversation } from "../entities/conversation.ts"
import type { Message } from "../entities/message.ts"
import { root, type TreeNode } from "../entities/node.ts"
import { derivedId } from "../ids.ts"
import { turnBusy } from "../turn/refusals.ts"
import { turnMissing } from "../turn/stop.ts"
import { VisibleError } from "../visible-error.ts"
import { idsOf, readMessages } from "./path-messages.ts"
import { isThere, readConversation } from "./read.ts"
import { readTree } from "./read-tree.ts"
import { runningTurns } from "./running.ts"
import { pathTo } from "./tree.ts"
import { inBatches } from "./turns.ts"

/** The newest messages of the path are copied. */
const maxMessages = 200
const keysAtOnce = 100

type From = { conversationId: string; turnId: string }

/**
 * Copies the path up to a turn into a new conversation. The ids are made of those of the original and the copy, and the conversation is
 * written last, so the same request finishes an interrupted copy, and an incomplete copy is never seen. Messages expire like their
 * originals.
 * @param conversationId made by the client
 * @throws VisibleError `conversation.missing`, `turn.missing`; `turn.busy` while the turn runs; `body.invalid` if the id is in use
 */
export async function forkConversation(context: StoreContext, owner: string, conversationId: string, from: From): Promise<Conversation> {
  const { store, now } = context
  const forkOf = `${from.conversationId} ${from.turnId}`
  const existing = await readConversation(store, owner, conversationId)
  if (existing) return sameFork(existing, forkOf, now())
  const isKnown = (path: TreeNode[]) => path.at(-1)?.parentTurnId === root || path.flatMap(idsOf).length > maxMessages
  const view = await readTree(context, owner, from.conversationId, ({ tree }) => isKnown(pathTo(tree, from.turnId)))
  const path = newest(pathTo(view.tree, from.turnId))
  const [last] = path
  if (!last) throw turnMissing()
  const running = runningTurns(view.conversation)
  if (running.includes(last.turnId)) throw turnBusy(last.turnId)
  const messages = await readInParts(context, from.conversationId, path.flatMap(idsOf), view.tree)
  const copies = copyOf(path, messages, conversationId)
  await inBatches(copies.messages, (message) => store.entities.messages.put(message).go())
  await inBatches(copies.nodes, (node) => store.entities.nodes.put(node).go())
  const time = isoTime(now())
  const copy: Conversation = {
    owner,
    conversationId,
    title: view.conversation.title,
    modelId: view.conversation.modelId,
    createdAt: time,
    updatedAt: time,
    messageCount: copies.messages.length,
    lastTurnId: turnIdIn(conversationId, last.turnId),
    firstTurns: 1,
    hasTree: true,
    forkOf,
    expiresAt: expiryAfterDays(now(), context.settings.retentionDays),
  }
  await despiteConflicts(() => store.entities.conversations.create(copy).go()).catch(ignoreFailedCondition)
  const stored = await readConversation(store, owner, conversationId)
  return stored ? sameFork(stored, forkOf, now()) : copy
}

function sameFork(existing: Conversation, forkOf: string, now: number): Conversation {
  if (existing.forkOf === forkOf && isThere(existing, now)) return existing
  throw new VisibleError("body.invalid", "conversationId: this id is already in use.")
}

/** Whole turns, an answer always with its question. */
function newest(path: TreeNode[]): TreeNode[] {
  const end = path.findIndex((_, index) => path.slice(0, index + 1).flatMap(idsOf).length > maxMessages)
  const kept = end < 0 ? path : path.slice(0, end)
  return kept.slice(0, kept.findLastIndex(({ continues }) => !continues) + 1)
}

async function readInParts(context: StoreContext, conversationId: string, ids: string[], tree: Parameters<typeof readMessages>[3]) {
  const found = new Map<string, Message>()
  for (let start = 0; start < ids.length; start += keysAtOnce) {
    const part = await readMessages(context, conversationId, ids.slice(start, start + keysAtOnce), tree)
    for (const [messageId, message] of part) found.set(messageId, message)
  }
  return found
}

/** @param path newest first */
function copyOf(path: TreeNode[], messages: Map<string, Message>, conversationId: string) {
  const oldest = path.at(-1)
  const parentIn = ({ turnId, parentTurnId }: TreeNode) => (turnId === oldest?.turnId ? root : turnIdIn(conversationId, parentTurnId))
  const copied = path.map((node, index) => {
    const parentTurnId = parentIn(node)
    const own = { conversationId, turnId: turnIdIn(conversationId, node.turnId), parentTurnId }
    const { questionHash, continues, expiresAt } = node
    const ids = copiedIds(conversationId, node)
    const follower = path[index - 1]
    return {
      node: {
        ...own,
        ...ids,
        ...(questionHash !== undefined && { questionHash }),
        ...(continues && { continues }),
        ...(follower && { children: 1 }),
        ...(follower?.continues && { continuedBy: turnIdIn(conversationId, follower.turnId) }),
        expiresAt,
      } satisfies TreeNode,
      messages: idsOf(node).flatMap((id) => {
        const message = messages.get(id)
        if (!message) return []
        const { feedback: _, replacedTurnIds: __, historyFrom, ...kept } = message
        const memory = historyFrom !== undefined && { historyFrom: turnIdIn(conversationId, historyFrom) }
        return [{ ...kept, ...memory, ...own, messageId: message.role === "user" ? (ids.userMessageId ?? id) : ids.messageId }]
      }),
    }
  })
  return { nodes: copied.map(({ node }) => node), messages: copied.flatMap((turn) => turn.messages) }
}

const turnIdIn = (conversationId: string, turnId: string) => derivedId(turnId, `${conversationId} ${turnId}`)

/** The answer sorts after its question, whose id may be of the same millisecond. */
function copiedIds(conversationId: string, { turnId, userMessageId, messageId }: TreeNode) {
  const seed = `${conversationId} ${turnId}`
  return {
    messageId: derivedId(messageId, seed, "1"),
    ...(userMessageId !== undefined && { userMessageId: derivedId(userMessageId, seed, "0") }),
  }
}
