import { randomInt } from "node:crypto"
import { setTimeout as wait } from "node:timers/promises"
import { isNewcomer } from "../budget/newcomer.ts"
import { planReservation, refusalOverLimit, reservedIn, shuffledShards } from "../budget/reservation.ts"
import { refusalOfShard, type StageScope, shardLimits, stageExhausted } from "../budget/stage-budget.ts"
import { stageDayOf } from "../budget/stage-day.ts"
import { dayOf, expiryAfterDays, isoTime } from "../clock.ts"
import { contentHash } from "../content.ts"
import type { Caller, TurnContext } from "../context.ts"
import type { Message } from "../entities/message.ts"
import type { Turn } from "../entities/turn.ts"
import { newConversationId, newMessageId, newRunId, timeOfId } from "../ids.ts"
import type { OfferedModel } from "../model/catalogue.ts"
import { textOf } from "../text.ts"
import { VisibleError } from "../visible-error.ts"
import { noHistory, startHistoryRead } from "./begin-history.ts"
import { writeNewTurn, writeRetriedTurn } from "./begin-transaction.ts"
import { cancellationOutcome, knownOutcome, refuseUnwritten } from "./claim.ts"
import { leaseFrom } from "./lease.ts"
import { readTurn, turnReplaced } from "./read.ts"
import type { TurnRequest } from "./request.ts"

/** How long conflicts with other writers of the same items are tried again, with full jitter. */
const conflictPatienceMilliseconds = 5_000
const longestBackoffMilliseconds = 800
const maxLostReplies = 1
/** A page sends a turn as soon as it has made its id; clocks of devices are a few seconds off. */
const freshMilliseconds = 10_000

export type Begun =
  /** The turn is this caller's to run; `history` brings the conversation's newest messages before it, newest first. */
  | { kind: "begun"; turn: Turn; model: OfferedModel; history: Promise<Message[]> }
  /** The turn was taken before: follow or replay it. */
  | { kind: "found"; turn: Turn }

/**
 * Takes a turn: one transaction claims it, stores the user's message, takes the conversation's slot and sets the money aside; beside it
 * the history is read. A turn that is already there is found, not begun again; one that failed is begun anew. A caller who holds a piece of
 * the answer (`after`) only ever comes back: a turn that is not there any more is not begun for it. Where the id says that the turn may have
 * been taken before, the claim is read first: repeating an old turn reads no history.
 * @param deadline when this process will be gone, in milliseconds since 1970
 * @throws VisibleError in the order claim (`turn.mismatch`, `turn.missing`), 404, 409, 429, then `store.unavailable`
 */
export async function beginTurn(context: TurnContext, caller: Caller, request: TurnRequest, deadline: number): Promise<Begun> {
  const { store, settings } = context
  const offered = settings.models.find((model) => model.modelId === request.modelId)
  const model = offered ?? settings.models[0]
  const replaced = request.replaces ? await readTurn(store, caller.owner, request.replaces) : undefined
  let draft = draftTurn(context, caller, request, model, replaced, deadline)
  const giveUpAt = context.now() + conflictPatienceMilliseconds
  // The parts of the stage's budget that have not refused this turn yet, and the share that was full in one of the others.
  let left: { day: string; shards: number[]; full: StageScope } | undefined
  let failed: Turn | undefined
  let conflicts = 0
  let cleared = 0
  let lostReplies = 0

  for (;;) {
    const now = context.now()
    // Another turn may have run whole since the last attempt: its messages come first. After a lost reply the ids may be stored ones.
    if (lostReplies === 0) draft = draftTurn(context, caller, request, model, replaced, deadline)
    // After a lost reply the claim may be this request's own.
    const seemsOld = request.conversationId !== undefined && !isFresh(request.turnId, now) && lostReplies === 0
    if ((request.after > 0 || seemsOld) && !failed) {
      const known = await knownOutcome(context, draft, request)
      if (!known && request.after > 0) throw turnReplaced()
      if (known?.kind === "found") return known
      if (known?.kind === "again" && now <= giveUpAt) {
        await pauseAfter(cleared++)
        continue
      }
      if (known && known.kind !== "failedBefore") throw tooBusy()
      failed = known?.turn
    }
    const hasHistory = request.conversationId !== undefined || failed !== undefined
    const plan = planReservation(settings, model, textOf(request.content), hasHistory, now)
    const refused = request.modelId !== undefined && !offered ? notOffered() : plan.impossible
    const isWritable = !refused && (!request.replaces || isReplaceable(replaced, request))
    const [shards, newcomer] = isWritable ? await placeOf(context, caller, now) : ([1, false] as const)
    const limits = shardLimits(settings, { isVisitor: !caller.isPerson, isNewcomer: newcomer }, shards, now)
    const refusal = isWritable ? refusalOfShard(settings, plan.amount, limits, now) : refused
    if (!isWritable || refusal) {
      const found = await refuseUnwritten(context, draft, request, refusal)
      if (found.kind === "found") return found
      if (context.now() > giveUpAt) throw tooBusy()
      await pauseAfter(cleared++)
      continue
    }
    if (left?.day !== dayOf(now)) left = { day: dayOf(now), shards: shuffledShards(shards), full: "stage" }
    const reserved = reservedIn(plan, caller, { shard: left.shards[0] as number, isNewcomer: newcomer, now })
    const fresh = { ...draft, reserved, leaseUntil: leaseFrom(now, deadline) }
    const turn = failed ? { ...failed, ...renewed(fresh), status: "streaming" as const, begunAgain: true } : fresh
    const write = failed
      ? writeRetriedTurn(store, failed, { turn, settings, shardLimits: limits, now })
      : writeNewTurn(store, { turn, request, replaced, settings, shardLimits: limits, now })
    const history = hasHistory ? startHistoryRead(context, turn, model, request.replaces) : noHistory
    const written = await write.go().catch((error: unknown) => {
      // The write may have taken effect although its reply was lost: the next attempt meets its own claim then.
      if (lostReplies++ >= maxLostReplies) throw error
      return undefined
    })
    if (written && !written.canceled) return { kind: "begun", turn, model, history: history.afterBegin() }

    const outcome = written ? await cancellationOutcome(context, turn, request, limits, written.data) : ({ kind: "conflict" } as const)
    if (outcome.kind === "mine") return { kind: "begun", turn: outcome.turn, model, history: history.afterBegin() }
    if (outcome.kind === "found") return outcome
    if (outcome.kind === "failedBefore") failed = outcome.turn
    if (outcome.kind === "gone") failed = undefined
    if (outcome.kind === "shardFull") {
      left.shards.shift()
      if (outcome.scope !== "stage") left.full = outcome.scope
      if (left.shards.length === 0) throw stageExhausted(settings, left.full, now)
    }
    // A reply that was lost is followed up however long it took: the turn may be begun, and what it took from the limits its own.
    if (written && context.now() > giveUpAt) throw tooBusy()
    if (outcome.kind === "again") await pauseAfter(cleared++)
    if (outcome.kind === "conflict") {
      if (conflicts++ === 0 && lostReplies === 0) {
        const overLimit = await refusalOverLimit(store, settings, caller.owner, plan.amount, now)
        // What fills the limit may be this very turn, begun by another request.
        const found = overLimit && (await refuseUnwritten(context, draft, request, overLimit))
        if (found?.kind === "found") return found
      }
      await pauseAfter(conflicts)
    }
  }
}

/** With full jitter. The first time nothing is waited for: what was in the way is gone. */
async function pauseAfter(times: number): Promise<void> {
  if (times > 0) await wait(randomInt(Math.min(longestBackoffMilliseconds, 25 * 2 ** Math.min(times, 6))))
}

/** Into how many parts the stage's budget is divided, and whether the caller counts with the newcomers; a process knows both after a while. */
const placeOf = async ({ store, settings }: TurnContext, caller: Caller, now: number) =>
  Promise.all([stageDayOf(store, settings, now).then(({ shards }) => shards), isNewcomer(store, settings, caller, now)])

const isFresh = (turnId: string, now: number): boolean => Math.abs(now - timeOfId(turnId)) < freshMilliseconds

const isReplaceable = (replaced: Turn | undefined, { turnId, conversationId }: TurnRequest): boolean =>
  replaced !== undefined && replaced.turnId !== turnId && replaced.conversationId === conversationId

const tooBusy = () => new VisibleError("store.unavailable", "Too many turns are being taken at once.", { retryAfter: 2 })
const notOffered = () => new VisibleError("body.invalid", "modelId: this model is not on offer here; GET /config lists those that are.")

function draftTurn(
  { settings, now }: TurnContext,
  { owner }: Caller,
  request: TurnRequest,
  model: OfferedModel,
  replaced: Turn | undefined,
  deadline: number,
): Turn {
  const time = now()
  return {
    owner,
    turnId: request.turnId,
    runId: newRunId(),
    conversationId: request.conversationId ?? newConversationId(),
    userMessageId: newMessageId(),
    messageId: newMessageId(),
    modelId: model.modelId,
    createdAt: isoTime(time),
    requestHash: contentHash(request.content),
    status: "streaming",
    leaseUntil: leaseFrom(time, deadline),
    reserved: { nanoDollars: 0, day: "", shard: 0 },
    expiresAt: expiryAfterDays(time, settings.retentionDays),
    ...(replaced && { replacedTurnIds: [replaced.turnId, ...(replaced.replacedTurnIds ?? [])] }),
  }
}

const renewed = ({ runId, modelId, leaseUntil, reserved, expiresAt }: Turn) => ({ runId, modelId, leaseUntil, reserved, expiresAt })
