import { epochSeconds } from "../clock.ts"
import { maxVersions } from "../conversation/tree.ts"
import type { TransactionEntities } from "../entities/store.ts"
import type { Turn } from "../entities/turn.ts"

/** The most turns that run in a conversation at once. They are versions of each other. */
export const maxRunning = 3

type Condition = Parameters<ReturnType<TransactionEntities["conversations"]["delete"]>["where"]>[0]

/** The condition that a conversation exists and has a slot for a turn: nothing runs, or fewer than three versions of the same parent. */
export const hasSlot =
  ({ turnId, parentTurnId }: { turnId: string; parentTurnId: string }, now: number): Condition =>
  (item, { eq, gt, lt, notExists, notContains }) => {
    const isThere = `${notExists(item.deletedAt)} AND ${gt(item.expiresAt, epochSeconds(now))} AND ${notExists(item.activeTurnId)}`
    // ElectroDB's types know no element of a set.
    const isNotIts = notContains(item.running, turnId as never)
    const isVersion = `${eq(item.runningParent, parentTurnId)} AND ${lt(item.runningCount, maxRunning)} AND ${isNotIts}`
    return `${isThere} AND (${notExists(item.running)} OR (${isVersion}))`
  }

/** The condition that fewer than 50 turns are first turns. */
export const hasRoomForFirst: Condition = (item, { lt, notExists }) =>
  `(${notExists(item.firstTurns)} OR ${lt(item.firstTurns, maxVersions)})`

/** The write that frees the slot of a turn that ends, and counts its answer. */
export function freedSlot(
  { conversations }: Pick<TransactionEntities, "conversations">,
  { owner, conversationId, turnId, parentTurnId }: Turn,
  changes: { updatedAt: string; expiresAt: number },
) {
  const ended = conversations.patch({ owner, conversationId }).set(changes).add({ messageCount: 1 })
  if (parentTurnId !== undefined) {
    return ended
      .add({ runningCount: -1 })
      .delete({ running: [turnId] })
      .where((item, { contains, notExists }) => `${contains(item.running, turnId as never)} AND ${notExists(item.deletedAt)}`)
  }
  // A version without a tree began the turn. One that moved the conversation to another owner has dropped the slot.
  return ended
    .remove(["activeTurnId"])
    .where(
      (item, { eq, notExists }) => `${notExists(item.deletedAt)} AND (${notExists(item.activeTurnId)} OR ${eq(item.activeTurnId, turnId)})`,
    )
}
