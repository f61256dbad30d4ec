import type { Block } from "@parley/api/block.ts"
import { isNewcomer } from "../budget/newcomer.ts"
import { reservedIn } from "../budget/reservation.ts"
import { stageDayOf } from "../budget/stage-day.ts"
import { expiryAfterDays, isoTime } from "../clock.ts"
import { contentHash } from "../content.ts"
import type { Caller, TurnContext } from "../context.ts"
import type { Turn } from "../entities/turn.ts"
import { newConversationId, newMessageId, newRunId } from "../ids.ts"
import type { OfferedModel } from "../model/catalogue.ts"
import { contentAfter } from "../model/continued-answer.ts"
import type { PathHistory } from "../model/history.ts"
import type { RequestSize } from "../model/request.ts"
import { VisibleError } from "../visible-error.ts"
import { admit, type Place, planTurn } from "./admission.ts"
import { startHistoryRead } from "./begin-history.ts"
import { type Begin, type Refused, refuse, refusedOutcome } from "./begin-refusal.ts"
import { type BeginningTurn, writeNewTurn, writeRestartedTurn } from "./begin-transaction.ts"
import { readClaim, recoverClaim } from "./claim.ts"
import { beginLease } from "./lease.ts"
import { type Origin, originOf } from "./origin.ts"
import { parentMissing } from "./refusals.ts"

/** The caller runs this turn: `history` reads the turns before it, `content` is the last message of the prompt. */
export type NewTurn = {
  kind: "begun"
  turn: Turn
  model: OfferedModel
  size: RequestSize
  history: Promise<PathHistory>
  content: Block[]
}

export type Outcome = NewTurn | Exclude<Refused, { kind: "own" }> | { kind: "lostReply" }

const maxLostReplies = 1

/**
 * One attempt: admission, then the transaction with the read of the history beside it, then the reading of its result.
 * @throws VisibleError for a refusal that another attempt does not change
 */
export async function tryToBegin(begin: Begin): Promise<Outcome> {
  const { context, caller, request, failed } = begin
  const { store, settings } = context
  // After a lost reply the shown leaf may be the turn itself.
  const origin = begin.origin ?? (await originOf(context, caller, request, failed).catch(visible))
  if (origin instanceof VisibleError) return refuse(begin, origin)
  if (origin.parentTurnId === request.turnId) return existingTurn(begin)
  begin.origin = origin
  const now = context.now()
  const { model, size, amount, refusal } = planTurn(settings, request, origin, now)
  if (refusal) return refuse(begin, refusal, origin)
  const place = await placeOf(context, caller, now)
  const admission = admit(settings, amount, caller, place, now)
  if (admission.refusal) return refuse(begin, admission.refusal, origin)

  // Another turn may have run whole since the last attempt: the ids must sort after its messages. After a lost reply they may be stored.
  if (!begin.draft || begin.lostReplies === 0) begin.draft = draftTurn(begin, origin, model, context.now())
  const reserved = reservedIn(amount, caller, { shard: begin.shards.next(place.shards, now), isNewcomer: place.isNewcomer, now })
  const fresh = { ...begin.draft, reserved, ...beginLease(context, begin.deadline) }
  const turn = failed ? restarted(failed, fresh) : fresh
  const terms = { settings, shardLimits: admission.limits, now }
  const write = failed ? writeRestartedTurn(store, failed, turn, terms) : writeNewTurn(store, turn, request, origin, terms)
  const reading = startHistoryRead(context, turn, { model, size }, origin)
  const reply = await write.go().catch((error: unknown) => {
    // The write may have taken effect all the same: the next attempt meets its own claim then.
    if (begin.lostReplies++ >= maxLostReplies) throw error
    return undefined
  })
  if (!reply) return { kind: "lostReply" }
  const begun = (own: Turn): NewTurn => {
    const { continued } = origin
    const content = continued ? contentAfter(continued.turn.answers, model, size.instructions.tools) : request.content
    return { kind: "begun", turn: own, model, size, history: reading.afterBegin(), content }
  }
  if (!reply.canceled) return begun(turn)
  const outcome = await refusedOutcome(begin, { turn, origin }, reply.data, terms)
  return outcome.kind === "own" ? begun(outcome.turn) : outcome
}

/** The shown leaf is the turn itself: it was begun before. */
async function existingTurn({ context, caller, request }: Begin): Promise<Outcome> {
  const found = await readClaim(context, caller.owner, request)
  const claim = found && (await recoverClaim(context, found))
  if (!claim || claim.kind === "own") throw parentMissing()
  return claim
}

function visible(error: unknown): VisibleError {
  if (error instanceof VisibleError) return error
  throw error
}

/** A process asks the table for both rarely. */
async function placeOf({ store, settings }: TurnContext, caller: Caller, now: number): Promise<Place> {
  const [{ shards }, newcomer] = await Promise.all([stageDayOf(store, settings, now), isNewcomer(store, settings, caller, now)])
  return { shards, isNewcomer: newcomer }
}

function draftTurn(
  { context, caller, request, deadline }: Begin,
  { parentTurnId }: Origin,
  { modelId }: OfferedModel,
  now: number,
): BeginningTurn {
  return {
    owner: caller.owner,
    turnId: request.turnId,
    runId: newRunId(),
    conversationId: request.conversationId ?? newConversationId(),
    parentTurnId,
    ...(request.continues && { continues: true }),
    userMessageId: newMessageId(),
    messageId: newMessageId(),
    modelId,
    createdAt: isoTime(now),
    requestHash: contentHash(request.content),
    status: "streaming",
    ...beginLease(context, deadline),
    reserved: { nanoDollars: 0, day: "", shard: 0 },
    expiresAt: expiryAfterDays(now, context.settings.retentionDays),
  }
}

function restarted(failed: Turn, fresh: BeginningTurn): BeginningTurn {
  const { parentTurnId, runId, modelId, firstLeaseUntil, leaseUntil, reserved, expiresAt } = fresh
  return {
    ...failed,
    parentTurnId,
    runId,
    modelId,
    firstLeaseUntil,
    leaseUntil,
    reserved,
    expiresAt,
    status: "streaming",
    begunAgain: true,
  }
}
