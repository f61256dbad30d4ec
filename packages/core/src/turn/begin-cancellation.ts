import type { Reserved } from "../budget/budget.ts"
import { type ReservedScope, refusals, reservedScopes } from "../budget/reservation.ts"
import { fullScope, type StageScope } from "../budget/stage-budget.ts"
import type { TurnSettings } from "../context.ts"
import type { Conversation } from "../entities/conversation.ts"
import { root, type TreeNode } from "../entities/node.ts"
import type { Turn } from "../entities/turn.ts"
import type { Usage } from "../entities/usage.ts"
import type { VisibleError } from "../visible-error.ts"
import type { BeginningTurn, Terms } from "./begin-transaction.ts"

type BeginItem = "turn" | "message" | "conversation" | ReservedScope | "node" | "parent"

/** The items of a begin in the order of their writes, which is the order of the reasons of a cancellation. */
const itemOrder = (settings: TurnSettings, reserved: Reserved, hasMessage: boolean): BeginItem[] => [
  "turn",
  ...(hasMessage ? ["message" as const] : []),
  "conversation",
  ...reservedScopes(settings, reserved),
  "node",
  "parent",
]

/** Why the table refused to begin a turn. */
export type Cancellation =
  /** The claim's condition failed. Without a turn, the failed one that was to be restarted no longer exists. */
  | { kind: "claimed"; turn: Turn | undefined }
  | { kind: "conversation"; conversation: Conversation | undefined }
  /** A new turn: another turn has the node. A failed turn: it has no node, or turns follow it. */
  | { kind: "node"; node: TreeNode | undefined }
  | { kind: "parent"; parent: TreeNode | undefined }
  | { kind: "limit"; refusal: VisibleError }
  | { kind: "shardFull"; scope: StageScope }
  /** No condition failed: another writer held one of the items. */
  | { kind: "conflict" }

export type Rejection = { rejected: boolean; code: string; item?: unknown }

/**
 * Reads the reasons of a cancelled begin. There is one per item, and several items can refuse at once: claim, conversation, tree and money
 * count in this order.
 * @param isRestart the failed turn is run again: its answer is deleted where a new turn stores its question
 * @returns `isContested` if another request begins or ends the same turn at this moment: the other reasons may be its effects
 */
export function readCancellation(
  turn: BeginningTurn,
  isRestart: boolean,
  rejections: readonly Rejection[],
  { settings, shardLimits, now }: Terms,
): { cancellation: Cancellation; isContested: boolean } {
  const items = itemOrder(settings, turn.reserved, isRestart || !turn.continues)
  const rejection = (name: BeginItem) => rejections[items.indexOf(name)]
  const hasFailed = (name: BeginItem) => items.includes(name) && rejection(name)?.code === "ConditionalCheckFailed"
  const seen = (name: BeginItem) => rejection(name)?.item ?? undefined
  return { cancellation: reason(), isContested: rejection("turn")?.code === "TransactionConflict" }

  function reason(): Cancellation {
    if (hasFailed("turn")) return { kind: "claimed", turn: seen("turn") as Turn | undefined }
    if (hasFailed("conversation")) return { kind: "conversation", conversation: seen("conversation") as Conversation | undefined }
    if (hasFailed("node")) return { kind: "node", node: seen("node") as TreeNode | undefined }
    if (turn.parentTurnId !== root && hasFailed("parent")) return { kind: "parent", parent: seen("parent") as TreeNode | undefined }
    const full = (["visitor", "address", "network", "minute", "minuteOfAddress"] as const).find(hasFailed)
    if (full) return { kind: "limit", refusal: refusals[full](seen(full) as Usage | undefined, settings, now) }
    if (!hasFailed("stage")) return { kind: "conflict" }
    return { kind: "shardFull", scope: fullScope(seen("stage") as Usage | undefined, shardLimits, turn.reserved.nanoDollars) }
  }
}
