import { isNewcomer } from "../budget/newcomer.ts"
import { refusalOverLimit, reservedIn } from "../budget/reservation.ts"
import type { ShardQueue } from "../budget/shards.ts"
import type { StageScope } from "../budget/stage-budget.ts"
import { stageDayOf } from "../budget/stage-day.ts"
import { expiryAfterDays, isoTime } from "../clock.ts"
import { contentHash } from "../content.ts"
import type { Caller, TurnContext } from "../context.ts"
import type { Message } from "../entities/message.ts"
import type { Turn } from "../entities/turn.ts"
import { newConversationId, newMessageId, newRunId } from "../ids.ts"
import type { OfferedModel } from "../model/catalogue.ts"
import type { VisibleError } from "../visible-error.ts"
import { checkConversation, clearActiveTurn } from "./active-turn.ts"
import { admit, type Place, planTurn } from "./admission.ts"
import { noHistory, startHistoryRead } from "./begin-history.ts"
import { type Cancellation, readCancellation, type Terms, writeNewTurn, writeRestartedTurn } from "./begin-transaction.ts"
import { type Cleared, claimOf, readClaim, recoverClaim } from "./claim.ts"
import { beginLease } from "./lease.ts"
import type { TurnRequest } from "./request.ts"

/** A begin over all of its attempts. */
export type Begin = {
  context: TurnContext
  caller: Caller
  request: TurnRequest
  /** When this process will be gone, in milliseconds since 1970. */
  deadline: number
  /** The stored turn that the request replaces. */
  replaced: Turn | undefined
  /** The failed turn to restart. */
  failed: Turn | undefined
  /** The new turn with the ids of the last attempt. */
  draft: Turn | undefined
  shards: ShardQueue
  lostReplies: number
  conflicts: number
}

/** The turn is this caller's to run; `history` brings the conversation's newest messages before it, newest first. */
export type NewTurn = { kind: "begun"; turn: Turn; model: OfferedModel; history: Promise<Message[]> }

type Known = { kind: "existing"; turn: Turn } | Cleared
type Refused =
  | Known
  | { kind: "own"; turn: Turn }
  | { kind: "failed"; turn: Turn }
  /** The failed turn to restart no longer exists. */
  | { kind: "gone" }
  | { kind: "shardFull"; scope: StageScope }
  | { kind: "conflict" }
export type Outcome = NewTurn | Exclude<Refused, { kind: "own" }> | { kind: "lostReply" }

const maxLostReplies = 1

/**
 * One attempt: admission, then the transaction with the read of the history beside it, then the reading of its result.
 * @throws VisibleError for a refusal that another attempt does not change
 */
export async function tryToBegin(begin: Begin): Promise<Outcome> {
  const { context, caller, request, replaced, failed } = begin
  const { store, settings } = context
  const now = context.now()
  const hasHistory = request.conversationId !== undefined || failed !== undefined
  const { model, amount, refusal } = planTurn(settings, request, replaced, hasHistory, now)
  if (refusal) return refuse(begin, refusal)
  const place = await placeOf(context, caller, now)
  const admission = admit(settings, amount, caller, place, now)
  if (admission.refusal) return refuse(begin, admission.refusal)

  // Another turn may have run whole since the last attempt: the ids must sort after its messages. After a lost reply they may be stored.
  if (!begin.draft || begin.lostReplies === 0) begin.draft = draftTurn(begin, model, context.now())
  const reserved = reservedIn(amount, caller, { shard: begin.shards.next(place.shards, now), isNewcomer: place.isNewcomer, now })
  const fresh = { ...begin.draft, reserved, ...beginLease(context, begin.deadline) }
  const turn = failed ? restarted(failed, fresh) : fresh
  const terms = { settings, shardLimits: admission.limits, now }
  const write = failed ? writeRestartedTurn(store, failed, turn, terms) : writeNewTurn(store, turn, request, replaced, terms)
  const history = hasHistory ? startHistoryRead(context, turn, model, request.replaces) : noHistory
  const reply = await write.go().catch((error: unknown) => {
    // The write may have taken effect all the same: the next attempt meets its own claim then.
    if (begin.lostReplies++ >= maxLostReplies) throw error
    return undefined
  })
  if (!reply) return { kind: "lostReply" }
  if (!reply.canceled) return { kind: "begun", turn, model, history: history.afterBegin() }
  const outcome = await refusedOutcome(begin, turn, reply.data, terms)
  return outcome.kind === "own" ? { kind: "begun", turn: outcome.turn, model, history: history.afterBegin() } : outcome
}

async function refusedOutcome(
  begin: Begin,
  turn: Turn,
  rejections: Parameters<typeof readCancellation>[1],
  terms: Terms,
): Promise<Refused> {
  const { context, request } = begin
  const { cancellation, isContested } = readCancellation(turn, rejections, terms)
  if (isContested) {
    const claim = await readClaim(context, turn.owner, request, turn.runId)
    if (claim && claim.kind !== "failed") return recoverClaim(context, claim)
  }
  if (cancellation.kind !== "conflict") return outcomeOf(begin, turn, cancellation)
  const isFirst = begin.conflicts === 0 && begin.lostReplies === 0
  return (isFirst && (await existingOverLimit(begin, turn))) || cancellation
}

async function outcomeOf(
  { context, request }: Begin,
  turn: Turn,
  cancellation: Exclude<Cancellation, { kind: "conflict" }>,
): Promise<Refused> {
  switch (cancellation.kind) {
    case "claimed":
      if (!cancellation.turn) return { kind: "gone" }
      return recoverClaim(context, claimOf(cancellation.turn, request, turn.runId))
    case "conversation":
      return clearActiveTurn(context, cancellation.conversation, turn.owner, request)
    case "limit":
      throw cancellation.refusal
    default:
      return cancellation
  }
}

/** What fills the visitor's limit may be this very turn, begun by another request. */
async function existingOverLimit(begin: Begin, turn: Turn): Promise<Known | undefined> {
  const { store, settings, now } = begin.context
  const refusal = await refusalOverLimit(store, settings, turn.owner, turn.reserved.nanoDollars, now())
  const known = refusal && (await refuse(begin, refusal))
  return known?.kind === "existing" ? known : undefined
}

/**
 * Refuses a turn that is not written, unless the turn exists already or its conversation can be cleared: these come first.
 * @throws VisibleError
 */
async function refuse({ context, caller, request, draft }: Begin, refusal: VisibleError): Promise<Known> {
  const found = await readClaim(context, caller.owner, request, draft?.runId)
  const claim = found && (await recoverClaim(context, found))
  if (claim?.kind === "existing" || claim?.kind === "cleared") return claim
  const cleared = await checkConversation(context, caller.owner, request)
  if (cleared) return cleared
  throw refusal
}

/** A process asks the table for both rarely. */
async function placeOf({ store, settings }: TurnContext, caller: Caller, now: number): Promise<Place> {
  const [{ shards }, newcomer] = await Promise.all([stageDayOf(store, settings, now), isNewcomer(store, settings, caller, now)])
  return { shards, isNewcomer: newcomer }
}

function draftTurn({ context, caller, request, deadline, replaced }: Begin, { modelId }: OfferedModel, now: number): Turn {
  return {
    owner: caller.owner,
    turnId: request.turnId,
    runId: newRunId(),
    conversationId: request.conversationId ?? newConversationId(),
    userMessageId: newMessageId(),
    messageId: newMessageId(),
    modelId,
    createdAt: isoTime(now),
    requestHash: contentHash(request.content),
    status: "streaming",
    ...beginLease(context, deadline),
    reserved: { nanoDollars: 0, day: "", shard: 0 },
    expiresAt: expiryAfterDays(now, context.settings.retentionDays),
    ...(replaced && { replacedTurnIds: [replaced.turnId, ...(replaced.replacedTurnIds ?? [])] }),
  }
}

const restarted = (failed: Turn, { runId, modelId, firstLeaseUntil, leaseUntil, reserved, expiresAt }: Turn): Turn => ({
  ...failed,
  runId,
  modelId,
  firstLeaseUntil,
  leaseUntil,
  reserved,
  expiresAt,
  status: "streaming",
  begunAgain: true,
})
