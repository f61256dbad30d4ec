import { storedBlocks } from "../blocks/stored.ts"
import type { Reserved } from "../budget/budget.ts"
import { type ReservedScope, refusals, reservationItems, reservedScopes } from "../budget/reservation.ts"
import { fullScope, type ShardLimits, type StageScope } from "../budget/stage-budget.ts"
import { epochSeconds, isoTime } from "../clock.ts"
import type { TurnSettings } from "../context.ts"
import { titleFrom } from "../conversation/title.ts"
import type { Conversation } from "../entities/conversation.ts"
import type { Store } from "../entities/store.ts"
import type { Turn } from "../entities/turn.ts"
import type { Usage } from "../entities/usage.ts"
import { textOf } from "../text.ts"
import type { VisibleError } from "../visible-error.ts"
import type { TurnRequest } from "./request.ts"

/** What both transactions need: the settings, the limits of the shard that the turn is reserved in, the time. */
export type Terms = { settings: TurnSettings; shardLimits: ShardLimits; now: number }

type BeginItem = "turn" | "message" | "conversation" | ReservedScope

/** The items of a begin in the order of their writes, which is the order of the reasons of a cancellation. */
const itemOrder = (settings: TurnSettings, reserved: Reserved): BeginItem[] => [
  "turn",
  "message",
  "conversation",
  ...reservedScopes(settings, reserved),
]

/**
 * Writes a new turn: its claim, the user's message, the conversation with its slot, the reservation. A replaced turn is marked, and its two
 * messages are deleted.
 */
export function writeNewTurn(store: Store, turn: Turn, request: TurnRequest, replaced: Turn | undefined, terms: Terms) {
  const { owner, turnId, conversationId, userMessageId, modelId, createdAt, expiresAt } = turn
  const now = epochSeconds(terms.now)
  return store.transaction.write((entities) => {
    const { turns, messages, conversations } = entities
    const claim = turns.put(turn).where((item, { notExists, lte }) => `${notExists(item.turnId)} OR ${lte(item.expiresAt, now)}`)
    const question = messages.put({
      conversationId,
      messageId: userMessageId,
      turnId,
      role: "user",
      content: storedBlocks(request.content),
      ...(turn.replacedTurnIds && { replacedTurnIds: turn.replacedTurnIds }),
      status: "complete",
      createdAt,
      expiresAt,
    })
    const touched = { updatedAt: createdAt, modelId, activeTurnId: turnId, lastTurnId: turnId, expiresAt }
    const slot = request.conversationId
      ? conversations
          .patch({ owner, conversationId })
          .set(touched)
          .add({ messageCount: replaced ? -1 : 1 })
          .where((item, { notExists, gt, eq }) => {
            const free = `${notExists(item.activeTurnId)} AND ${notExists(item.deletedAt)} AND ${gt(item.expiresAt, now)}`
            return replaced ? `${free} AND ${eq(item.lastTurnId, replaced.turnId)}` : free
          })
          .commit({ response: "all_old" })
      : conversations
          .create({ owner, conversationId, title: titleFrom(textOf(request.content)), createdAt, messageCount: 1, ...touched })
          .commit({ response: "all_old" })
    return [
      claim.commit({ response: "all_old" }),
      question.commit(),
      slot,
      ...reservationItems(entities, owner, turn.reserved, terms),
      ...(replaced ? retire(replaced) : []),
    ]

    function retire(old: Turn) {
      const dropped = [old.userMessageId, old.messageId].map((messageId) =>
        messages.delete({ conversationId: old.conversationId, messageId }).commit(),
      )
      return [turns.patch({ owner, turnId: old.turnId }).set({ replacedBy: turnId }).commit(), ...dropped]
    }
  })
}

/** Restarts a failed turn: a new run with the same user's message. The message of the failed answer is deleted. */
export function writeRestartedTurn(store: Store, failed: Turn, turn: Turn, terms: Terms) {
  const { owner, turnId, conversationId, messageId, runId, modelId, firstLeaseUntil, leaseUntil, reserved, expiresAt } = turn
  const now = epochSeconds(terms.now)
  return store.transaction.write((entities) => {
    const { turns, messages, conversations } = entities
    const claim = turns
      .patch({ owner, turnId })
      .set({ status: "streaming", begunAgain: true, runId, modelId, firstLeaseUntil, leaseUntil, reserved, expiresAt })
      .remove(["error", "stopRequested", "text"])
      .where(
        (item, { eq, notExists }) => `${eq(item.status, "failed")} AND ${eq(item.runId, failed.runId)} AND ${notExists(item.replacedBy)}`,
      )
    const conversation = conversations
      .patch({ owner, conversationId })
      .set({ updatedAt: isoTime(terms.now), activeTurnId: turnId, expiresAt })
      .add({ messageCount: -1 })
      .where((item, { notExists, gt }) => `${notExists(item.activeTurnId)} AND ${notExists(item.deletedAt)} AND ${gt(item.expiresAt, now)}`)
    return [
      claim.commit({ response: "all_old" }),
      messages.delete({ conversationId, messageId }).commit(),
      conversation.commit({ response: "all_old" }),
      ...reservationItems(entities, owner, reserved, terms),
    ]
  })
}

/** Why the table refused to begin a turn. */
export type Cancellation =
  /** The claim's condition failed. Without a turn, the failed one that was to be restarted no longer exists. */
  | { kind: "claimed"; turn: Turn | undefined }
  | { kind: "conversation"; conversation: Conversation | undefined }
  | { kind: "limit"; refusal: VisibleError }
  | { kind: "shardFull"; scope: StageScope }
  /** No condition failed: another writer held one of the items. */
  | { kind: "conflict" }

type Rejection = { rejected: boolean; code: string; item?: unknown }

/**
 * Reads the reasons of a cancelled begin. There is one per item, and several items can refuse at once: claim, conversation and money count in
 * this order.
 * @returns `isContested` if another request begins or ends the same turn at this moment: the other reasons may be its effects
 */
export function readCancellation(
  turn: Turn,
  rejections: readonly Rejection[],
  { settings, shardLimits, now }: Terms,
): { cancellation: Cancellation; isContested: boolean } {
  const items = itemOrder(settings, turn.reserved)
  const rejection = (name: BeginItem) => (items.includes(name) ? rejections[items.indexOf(name)] : undefined)
  const hasFailed = (name: BeginItem) => rejection(name)?.code === "ConditionalCheckFailed"
  const seen = (name: BeginItem) => rejection(name)?.item ?? undefined
  return { cancellation: reason(), isContested: rejection("turn")?.code === "TransactionConflict" }

  function reason(): Cancellation {
    if (hasFailed("turn")) return { kind: "claimed", turn: seen("turn") as Turn | undefined }
    if (hasFailed("conversation")) return { kind: "conversation", conversation: seen("conversation") as Conversation | undefined }
    const full = (["visitor", "address", "network", "minute", "minuteOfAddress"] as const).find(hasFailed)
    if (full) return { kind: "limit", refusal: refusals[full](seen(full) as Usage | undefined, settings, now) }
    if (!hasFailed("stage")) return { kind: "conflict" }
    return { kind: "shardFull", scope: fullScope(seen("stage") as Usage | undefined, shardLimits, turn.reserved.nanoDollars) }
  }
}
