import { blocksBound } from "../blocks/token-bound.ts"
import { planReservation } from "../budget/reservation.ts"
import { refusalOfShard, type ShardLimits, shardLimits } from "../budget/stage-budget.ts"
import type { Caller, TurnSettings } from "../context.ts"
import { root } from "../entities/node.ts"
import type { OfferedModel } from "../model/catalogue.ts"
import { continuedBound } from "../model/continued-answer.ts"
import type { NanoDollars } from "../model/price.ts"
import type { RequestSize } from "../model/request.ts"
import { VisibleError } from "../visible-error.ts"
import type { Origin } from "./origin.ts"
import type { TurnRequest } from "./request.ts"

/** The model of a turn, the size of its request, and its highest cost. */
export type Plan = { model: OfferedModel; size: RequestSize; amount: NanoDollars }
type Checked<T> = T & { refusal?: VisibleError | undefined }

/** The model that a request names, else the default. */
const modelOf = ({ models }: TurnSettings, { modelId }: TurnRequest) => models.find((model) => model.modelId === modelId)

/** Checks a turn against the settings alone. A refused turn costs no read of the stage's day. */
export function planTurn(settings: TurnSettings, request: TurnRequest, origin: Origin, now: number): Checked<Plan> {
  const offered = modelOf(settings, request)
  const model = offered ?? settings.models[0]
  const { continued, parentTurnId } = origin
  const { instructions, maxTokens } = settings
  const contentTokens = continued ? continuedBound(continued.turn, model, instructions.tools) : blocksBound(request.content, model)
  const hasHistory = (continued?.parentTurnId ?? parentTurnId) !== root
  const size = { instructions, contentTokens, historyTokens: hasHistory ? historyTokensOf(settings, request) : 0, maxTokens }
  const { amount, impossible } = planReservation(settings, model, size, now)
  const isOffered = request.modelId === undefined || offered !== undefined
  return { model, size, amount, refusal: isOffered ? impossible : notOffered() }
}

/** The history that a request pays for, at most the site's limit. */
const historyTokensOf = ({ contextTokens }: TurnSettings, { historyTokens = contextTokens }: TurnRequest): number =>
  Math.min(historyTokens, contextTokens)

/** What the stage's day says of a caller: the number of the budget's shards, and whether the caller was never seen before. */
export type Place = { shards: number; isNewcomer: boolean }

/** The limits of the shard that a turn is reserved in; refuses a turn that is larger than any shard. */
export function admit(
  settings: TurnSettings,
  amount: NanoDollars,
  { isPerson }: Caller,
  { shards, isNewcomer }: Place,
  now: number,
): Checked<{ limits: ShardLimits }> {
  const limits = shardLimits(settings, { isVisitor: !isPerson, isNewcomer }, shards, now)
  return { limits, refusal: refusalOfShard(settings, amount, limits, now) }
}

const notOffered = () => new VisibleError("body.invalid", "modelId: this model is not available here. GET /config lists the models.")
