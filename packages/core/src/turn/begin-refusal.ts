import { refusalOverLimit } from "../budget/reservation.ts"
import type { ShardQueue } from "../budget/shards.ts"
import type { StageScope } from "../budget/stage-budget.ts"
import { isExpired } from "../clock.ts"
import type { Caller, TurnContext } from "../context.ts"
import { maxVersions } from "../conversation/tree.ts"
import type { TreeNode } from "../entities/node.ts"
import type { Turn } from "../entities/turn.ts"
import { VisibleError } from "../visible-error.ts"
import { type Cancellation, type Rejection, readCancellation } from "./begin-cancellation.ts"
import type { BeginningTurn, Terms } from "./begin-transaction.ts"
import { type Cleared, claimOf, readClaim, recoverClaim } from "./claim.ts"
import { hasNodeNow, type Origin } from "./origin.ts"
import { parentMissing, turnContinued, versionsExceeded } from "./refusals.ts"
import type { TurnRequest } from "./request.ts"
import { checkSlots, clearSlots } from "./running-slots.ts"

/** A begin over all of its attempts. */
export type Begin = {
  context: TurnContext
  caller: Caller
  request: TurnRequest
  /** When this process will be gone, in milliseconds since 1970. */
  deadline: number
  /** The failed turn to restart. */
  failed: Turn | undefined
  /** Where the turn begins, as the last attempt found it. */
  origin: Origin | undefined
  /** The new turn with the ids of the last attempt. */
  draft: BeginningTurn | undefined
  shards: ShardQueue
  lostReplies: number
  conflicts: number
}

/** The turn exists already, or a slot was freed for it. */
type Known = { kind: "existing"; turn: Turn } | Cleared
export type Refused =
  | Known
  | { kind: "own"; turn: Turn }
  | { kind: "failed"; turn: Turn }
  /** The failed turn to restart no longer exists. */
  | { kind: "gone" }
  | { kind: "shardFull"; scope: StageScope }
  | { kind: "conflict" }
type Attempt = { turn: BeginningTurn; origin: Origin }

/**
 * What follows from a cancelled begin.
 * @throws VisibleError for a refusal that another attempt does not change
 */
export async function refusedOutcome(begin: Begin, attempt: Attempt, rejections: readonly Rejection[], terms: Terms): Promise<Refused> {
  const { context, request, failed } = begin
  const { turn, origin } = attempt
  const { cancellation, isContested } = readCancellation(turn, failed !== undefined, rejections, terms)
  if (isContested) {
    const claim = await readClaim(context, turn.owner, request, turn.runId)
    if (claim && claim.kind !== "failed") return recoverClaim(context, claim)
  }
  if (cancellation.kind !== "conflict") return outcomeOf(begin, attempt, cancellation)
  const isFirst = begin.conflicts === 0 && begin.lostReplies === 0
  return (isFirst && (await existingOverLimit(begin, turn, origin))) || cancellation
}

async function outcomeOf(
  begin: Begin,
  { turn, origin }: Attempt,
  cancellation: Exclude<Cancellation, { kind: "conflict" }>,
): Promise<Refused> {
  const { context, request, failed } = begin
  switch (cancellation.kind) {
    case "claimed":
      if (!cancellation.turn) return { kind: "gone" }
      return recoverClaim(context, claimOf(cancellation.turn, request, turn.runId))
    case "conversation":
      return clearSlots(context, cancellation.conversation, { ...origin, owner: turn.owner, turnId: turn.turnId })
    case "node":
      if (failed && cancellation.node) return { kind: "existing", turn: failed }
      if (failed && (await hasNodeNow(context, turn.owner, turn.conversationId, turn.turnId))) return { kind: "cleared" }
      throw failed ? parentMissing() : usedElsewhere()
    case "parent":
      if (cancellation.parent) throw refusalOfParent(cancellation.parent, context.now())
      if (await hasNodeNow(context, turn.owner, turn.conversationId, origin.parentTurnId)) return { kind: "cleared" }
      throw parentMissing()
    case "limit":
      throw cancellation.refusal
    default:
      return cancellation
  }
}

function refusalOfParent(parent: TreeNode, now: number): VisibleError {
  if (isExpired(parent, now)) return parentMissing()
  return (parent.children ?? 0) >= maxVersions || parent.continuedBy === undefined ? versionsExceeded() : turnContinued(parent.continuedBy)
}

const usedElsewhere = () => new VisibleError("turn.mismatch", "This turnId is one of a copied conversation. Use a new turnId.")

/** The visitor's limit may be full because of this turn, if another request began it. */
async function existingOverLimit(begin: Begin, turn: Turn, origin: Origin): Promise<Known | undefined> {
  const { store, settings, now } = begin.context
  const refusal = await refusalOverLimit(store, settings, turn.owner, turn.reserved.nanoDollars, now())
  const known = refusal && (await refuse(begin, refusal, origin))
  return known?.kind === "existing" ? known : undefined
}

/**
 * Refuses a turn that is not written, unless the turn exists already or its conversation can be cleared: these come first.
 * @throws VisibleError
 */
export async function refuse({ context, caller, request, draft }: Begin, refusal: VisibleError, origin?: Origin): Promise<Known> {
  const found = await readClaim(context, caller.owner, request, draft?.runId)
  const claim = found && (await recoverClaim(context, found))
  if (claim?.kind === "existing" || claim?.kind === "cleared") return claim
  const { conversationId, turnId } = request
  const cleared = origin && conversationId && (await checkSlots(context, conversationId, { ...origin, owner: caller.owner, turnId }))
  if (cleared) return cleared
  throw refusal
}
