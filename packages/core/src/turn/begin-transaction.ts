import type { Reserved } from "../budget/budget.ts"
import { type ReservedScope, reservationItems, reservedScopes } from "../budget/reservation.ts"
import type { ShardLimits } from "../budget/stage-budget.ts"
import { expiryAfterDays, isoTime } from "../clock.ts"
import type { TurnSettings } from "../context.ts"
import { titleFrom } from "../conversation/title.ts"
import type { Store } from "../entities/store.ts"
import type { Turn } from "../entities/turn.ts"
import { textOf } from "../text.ts"
import type { TurnRequest } from "./request.ts"

type BeginItem = "turn" | "message" | "conversation" | ReservedScope

/** The items of a begin in the order of their writes, so that a cancellation can be read. */
export const beginItems = (settings: TurnSettings, reserved: Reserved): BeginItem[] => [
  "turn",
  "message",
  "conversation",
  ...reservedScopes(settings, reserved),
]

type Draft = {
  turn: Turn
  request: TurnRequest
  replaced: Turn | undefined
  settings: TurnSettings
  /** Of the part of the stage's budget that the turn is reserved in. */
  shardLimits: ShardLimits
  now: number
}

/** A new turn: claim, user's message, conversation with its slot, money; and the two messages of a turn it replaces. */
export function writeNewTurn(store: Store, { turn, request, replaced, settings, shardLimits, now }: Draft) {
  const { owner, turnId, conversationId, userMessageId, modelId, createdAt, expiresAt } = turn
  return store.transaction.write((entities) => {
    const { turns, messages, conversations } = entities
    const claim = turns.put(turn).where((item, { notExists, lte }) => `${notExists(item.turnId)} OR ${lte(item.expiresAt, seconds(now))}`)
    const said = messages.put({
      conversationId,
      messageId: userMessageId,
      turnId,
      role: "user",
      content: request.content,
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
            const free = `${notExists(item.activeTurnId)} AND ${notExists(item.deletedAt)} AND ${gt(item.expiresAt, seconds(now))}`
            return replaced ? `${free} AND ${eq(item.lastTurnId, replaced.turnId)}` : free
          })
          .commit({ response: "all_old" })
      : conversations
          .create({ owner, conversationId, title: titleFrom(textOf(request.content)), createdAt, messageCount: 1, ...touched })
          .commit({ response: "all_old" })
    return [
      claim.commit({ response: "all_old" }),
      said.commit(),
      slot,
      ...reservationItems(entities, owner, turn.reserved, { settings, shardLimits, now }),
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

/** A failed turn once more: the same user's message, a new run; its failed answer goes. */
export function writeRetriedTurn(store: Store, failed: Turn, { turn, settings, shardLimits, now }: Omit<Draft, "request" | "replaced">) {
  const { owner, turnId, conversationId, messageId, runId, modelId, leaseUntil, reserved, expiresAt } = turn
  return store.transaction.write((entities) => {
    const { turns, messages, conversations } = entities
    const claim = turns
      .patch({ owner, turnId })
      .set({ status: "streaming", begunAgain: true, runId, modelId, leaseUntil, reserved, expiresAt })
      .remove(["error", "stopRequested", "text"])
      .where(
        (item, { eq, notExists }) => `${eq(item.status, "failed")} AND ${eq(item.runId, failed.runId)} AND ${notExists(item.replacedBy)}`,
      )
    const conversation = conversations
      .patch({ owner, conversationId })
      .set({ updatedAt: isoTime(now), activeTurnId: turnId, expiresAt })
      .add({ messageCount: -1 })
      .where(
        (item, { notExists, gt }) =>
          `${notExists(item.activeTurnId)} AND ${notExists(item.deletedAt)} AND ${gt(item.expiresAt, seconds(now))}`,
      )
    return [
      claim.commit({ response: "all_old" }),
      messages.delete({ conversationId, messageId }).commit(),
      conversation.commit({ response: "all_old" }),
      ...reservationItems(entities, owner, reserved, { settings, shardLimits, now }),
    ]
  })
}

const seconds = (now: number) => expiryAfterDays(now, 0)
