import { storedBlocks } from "../blocks/stored.ts"
import { reservationItems } from "../budget/reservation.ts"
import type { ShardLimits } from "../budget/stage-budget.ts"
import { epochSeconds, isoTime } from "../clock.ts"
import { questionHash } from "../content.ts"
import type { TurnSettings } from "../context.ts"
import { titleFrom } from "../conversation/title.ts"
import { maxVersions } from "../conversation/tree.ts"
import { root } from "../entities/node.ts"
import type { Store, TransactionEntities } from "../entities/store.ts"
import type { Turn } from "../entities/turn.ts"
import { textOf } from "../text.ts"
import type { Origin } from "./origin.ts"
import type { TurnRequest } from "./request.ts"
import { hasRoomForFirst, hasSlot } from "./slot-writes.ts"

/** What both transactions need: the settings, the limits of the shard that the turn is reserved in, the time. */
export type Terms = { settings: TurnSettings; shardLimits: ShardLimits; now: number }

/** A turn that begins: it knows its parent. */
export type BeginningTurn = Turn & { parentTurnId: string }

/**
 * Writes a new turn: its claim, the user's message, the conversation with a slot, the reservation, the node of the turn, and the count of the
 * parent's. The order is that of `itemOrder`.
 */
export function writeNewTurn(store: Store, turn: BeginningTurn, request: TurnRequest, origin: Origin, terms: Terms) {
  const { owner, turnId, conversationId, parentTurnId, userMessageId, messageId, continues, createdAt, expiresAt } = turn
  const now = epochSeconds(terms.now)
  return store.transaction.write((entities) => {
    const { turns, messages, nodes } = entities
    const claim = turns.put(turn).where((item, { notExists, lte }) => `${notExists(item.turnId)} OR ${lte(item.expiresAt, now)}`)
    const question = messages.put({
      conversationId,
      messageId: userMessageId,
      turnId,
      parentTurnId,
      role: "user",
      content: storedBlocks(request.content),
      status: "complete",
      createdAt,
      expiresAt,
    })
    const node = nodes
      .put({
        conversationId,
        turnId,
        parentTurnId,
        messageId,
        ...(continues ? { continues } : { userMessageId, questionHash: questionHash(request.content) }),
        expiresAt,
      })
      .where((item, { notExists, lte }) => `${notExists(item.turnId)} OR ${lte(item.expiresAt, now)}`)
    return [
      claim.commit({ response: "all_old" }),
      ...(continues ? [] : [question.commit()]),
      conversationOf(entities, turn, request, origin, terms),
      ...reservationItems(entities, owner, turn.reserved, terms),
      node.commit({ response: "all_old" }),
      ...(parentTurnId === root ? [] : [parentOf(entities, turn, now).commit({ response: "all_old" })]),
    ]
  })
}

function conversationOf(
  { conversations }: Pick<TransactionEntities, "conversations">,
  turn: BeginningTurn,
  request: TurnRequest,
  { seenLeaf }: Origin,
  { now }: Terms,
) {
  const { owner, turnId, conversationId, parentTurnId, modelId, createdAt, expiresAt, continues } = turn
  const touched = { updatedAt: createdAt, modelId, lastTurnId: turnId, runningParent: parentTurnId, expiresAt }
  if (!request.conversationId) {
    const title = titleFrom(textOf(request.content))
    const first = { running: [turnId], runningCount: 1, firstTurns: 1, hasTree: true }
    return conversations
      .create({ owner, conversationId, title, createdAt, messageCount: 1, ...first, ...touched })
      .commit({ response: "all_old" })
  }
  const isFirst = parentTurnId === root
  return conversations
    .patch({ owner, conversationId })
    .set(touched)
    .add({ running: [turnId], runningCount: 1, messageCount: continues ? 0 : 1, ...(isFirst && { firstTurns: 1 }) })
    .where((item, operations) => {
      const leaf = seenLeaf === undefined ? [] : [operations.eq(item.lastTurnId, seenLeaf)]
      return [hasSlot(turn, now)(item, operations), ...leaf, ...(isFirst ? [hasRoomForFirst(item, operations)] : [])].join(" AND ")
    })
    .commit({ response: "all_old" })
}

/** The parent is of this conversation, has room for a version, and is continued once. */
function parentOf({ nodes }: Pick<TransactionEntities, "nodes">, turn: BeginningTurn, now: number) {
  const { conversationId, parentTurnId, turnId, continues } = turn
  return nodes
    .patch({ conversationId, turnId: parentTurnId })
    .add({ children: 1 })
    .set(continues ? { continuedBy: turnId } : {})
    .where((item, { notExists, lt, gt, eq }) => {
      const hasRoom = `${gt(item.expiresAt, now)} AND (${notExists(item.children)} OR ${lt(item.children, maxVersions)})`
      return continues ? `${hasRoom} AND (${notExists(item.continuedBy)} OR ${eq(item.continuedBy, turnId)})` : hasRoom
    })
}

/**
 * Restarts a failed turn that no turn follows: a new run with the same user's message. The message of the failed answer is deleted.
 */
export function writeRestartedTurn(store: Store, failed: Turn, turn: BeginningTurn, terms: Terms) {
  const { owner, turnId, conversationId, parentTurnId, messageId, runId, modelId, firstLeaseUntil, leaseUntil, reserved, expiresAt } = turn
  return store.transaction.write((entities) => {
    const { turns, messages, conversations, nodes } = entities
    const claim = turns
      .patch({ owner, turnId })
      .set({ status: "streaming", begunAgain: true, parentTurnId, runId, modelId, firstLeaseUntil, leaseUntil, reserved, expiresAt })
      .remove(["error", "stopRequested", "text"])
      .where((item, { eq }) => `${eq(item.status, "failed")} AND ${eq(item.runId, failed.runId)}`)
    const conversation = conversations
      .patch({ owner, conversationId })
      .set({ updatedAt: isoTime(terms.now), lastTurnId: turnId, runningParent: parentTurnId, expiresAt })
      .add({ running: [turnId], runningCount: 1, messageCount: -1 })
      .where(hasSlot(turn, terms.now))
    const node = nodes
      .patch({ conversationId, turnId })
      .set({ expiresAt })
      .where((item, { notExists, eq }) => `${notExists(item.children)} OR ${eq(item.children, 0)}`)
    return [
      claim.commit({ response: "all_old" }),
      messages.delete({ conversationId, messageId }).commit(),
      conversation.commit({ response: "all_old" }),
      ...reservationItems(entities, owner, reserved, terms),
      node.commit({ response: "all_old" }),
    ]
  })
}
