import { type Clock, isoTime } from "../clock.ts"
import { ignoreFailedCondition } from "../entities/condition.ts"
import { despiteConflicts } from "../entities/conflict.ts"
import type { Conversation } from "../entities/conversation.ts"
import type { Store } from "../entities/store.ts"
import type { Turn } from "../entities/turn.ts"
import { isWithoutLog } from "../turn/lease.ts"
import { appendMark, deleteLog } from "../turn/log.ts"
import { readTurn } from "../turn/read.ts"
import { conversationMissing, readConversation } from "./read.ts"
import { runningTurns } from "./running.ts"
import { deleteTurn, inBatches, removeStrayTurns } from "./turns.ts"

const pageSize = 100
/** A function has 30 s: thousands of conversations take too long one by one. */
const conversationsAtOnce = 8

/** @throws VisibleError `conversation.missing` */
export async function deleteConversation(store: Store, owner: string, conversationId: string, now: Clock): Promise<void> {
  if (!(await readConversation(store, owner, conversationId))) throw conversationMissing()
  await eraseConversation(store, owner, conversationId, now)
}

/**
 * Deletes a conversation: seals the logs of its running turns, then removes turns, nodes, logs and messages page by page, and the conversation
 * last. An interrupted deletion is already hidden, and the next call finishes it. A missing conversation counts as deleted.
 */
export async function eraseConversation(store: Store, owner: string, conversationId: string, now: Clock): Promise<void> {
  const { conversations } = store.entities
  const hidden = await despiteConflicts(() =>
    conversations
      .patch({ owner, conversationId })
      .set({ deletedAt: isoTime(now()) })
      .go({ response: "all_new" }),
  ).catch(ignoreFailedCondition)
  // Another call was faster: the conversation is deleted, or belongs to another owner, whose messages must stay.
  if (!hidden) return
  const running = runningTurns(hidden.data as Conversation)
  await Promise.all(running.map((turnId) => deleteRunning(store, { owner, conversationId, turnId }, now)))
  const deleted = await deleteNodes(store, owner, conversationId)
  await deleteLog({ store, now }, conversationId)
  await deleteMessages(store, owner, conversationId, deleted)
  await despiteConflicts(() => conversations.delete({ owner, conversationId }).go())
}

/** Its generator meets the seal with its next heartbeat, stops the model and settles the money. */
async function deleteRunning(store: Store, key: Pick<Turn, "owner" | "conversationId" | "turnId">, now: Clock): Promise<void> {
  const turn = await readTurn(store, key.owner, key.turnId)
  const isRunning = turn?.status === "streaming" && turn.conversationId === key.conversationId
  if (isRunning && !isWithoutLog(turn)) await appendMark({ store, now }, turn, "seal")
  await deleteTurn(store, key)
}

/** Deletes every conversation and turn of an owner, hidden ones included. Usage in counts and money stays: limits depend on it. */
export async function deleteAllConversations(store: Store, owner: string, now: Clock): Promise<void> {
  for (;;) {
    const page = await store.entities.conversations.query.primary({ owner }).go({ limit: pageSize, pages: 1, consistent: true })
    if (page.data.length === 0) break
    await inBatches(page.data, ({ conversationId }) => eraseConversation(store, owner, conversationId, now), conversationsAtOnce)
  }
  await removeStrayTurns(store, owner)
}

/** @returns the turns that were deleted with their nodes */
async function deleteNodes(store: Store, owner: string, conversationId: string): Promise<Set<string>> {
  const { nodes } = store.entities
  const deleted = new Set<string>()
  for (;;) {
    const page = await nodes.query.primary({ conversationId }).go({ limit: pageSize, pages: 1, consistent: true })
    // Turns first: a node that is still there leads the next attempt to its turn.
    await inBatches(page.data, ({ turnId }) => deleteTurn(store, { owner, conversationId, turnId }))
    await inBatches(page.data, ({ turnId }) => despiteConflicts(() => nodes.delete({ conversationId, turnId }).go()))
    for (const { turnId } of page.data) deleted.add(turnId)
    if (!page.cursor) return deleted
  }
}

/** The turns of messages that have no node go too: versions without a tree wrote them. */
async function deleteMessages(store: Store, owner: string, conversationId: string, deleted: ReadonlySet<string>): Promise<void> {
  const { messages } = store.entities
  for (;;) {
    const page = await messages.query
      .primary({ conversationId })
      .go({ limit: pageSize, pages: 1, consistent: true, attributes: ["messageId", "turnId", "replacedTurnIds"] })
    const turnIds = new Set(page.data.flatMap((message) => [message.turnId, ...(message.replacedTurnIds ?? [])]))
    // Turns first: a message that is still there leads the next attempt to its turn.
    await inBatches(
      [...turnIds].filter((turnId) => !deleted.has(turnId)),
      (turnId) => deleteTurn(store, { owner, conversationId, turnId }),
    )
    await inBatches(page.data, ({ messageId }) => despiteConflicts(() => messages.delete({ conversationId, messageId }).go()))
    // Nothing is written to a hidden conversation: what was the last page stays the last.
    if (!page.cursor) return
  }
}
