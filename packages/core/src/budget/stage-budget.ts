import { maxTextCharacters } from "../content.ts"
import type { TurnSettings } from "../context.ts"
import type { Usage } from "../entities/usage.ts"
import type { NanoDollars } from "../model/price.ts"
import { requestCost } from "../model/request.ts"
import { bytesPerCodeUnit } from "../model/token-bound.ts"
import type { VisibleError } from "../visible-error.ts"
import { budgetExhausted, stageShards } from "./budget.ts"

const hourMs = 3_600_000
const hoursPerDay = 24

/** The shares of the stage's budget that a turn counts with; none for a person who signed in. */
export type StageShares = { isVisitor?: boolean | undefined; isNewcomer?: boolean | undefined }
export type StageScope = "stage" | "newcomers" | "visitors"

/** The limits of one shard at a time, in nano-dollars; those of a share only for a turn that counts with it. */
export type ShardLimits = { stage: NanoDollars; visitors?: NanoDollars; newcomers?: NanoDollars }

/** How many items share the stage's budget under the present settings. */
export const shardsOf = (settings: TurnSettings): number =>
  stageShards(settings.budgets.stage, largestReservation(settings), Math.min(...[...sharesOf(settings), 1].filter((share) => share > 0)))

const sharesOf = ({ shares }: TurnSettings) => [shares.newcomers, shares.visitors]

// Of a text that no normalization makes longer. A longer one is refused if no part of the budget can hold it.
const largestReservation = ({ models, instructions, contextTokens, maxTokens }: TurnSettings): NanoDollars => {
  const size = { instructions, contentTokens: bytesPerCodeUnit * maxTextCharacters, historyTokens: contextTokens, maxTokens }
  return Math.max(...models.map((model) => requestCost(model, size)))
}

/** The part of the stage's day that is released: all of it, or one 24th for every hour that has begun. Unused parts stay available. */
const released = ({ budgets, stageRelease }: TurnSettings, now: number): NanoDollars =>
  stageRelease === "daily" ? budgets.stage : Math.floor((budgets.stage * (new Date(now).getUTCHours() + 1)) / hoursPerDay)

export function shardLimits(settings: TurnSettings, { isVisitor, isNewcomer }: StageShares, shards: number, now: number): ShardLimits {
  const { newcomers, visitors } = settings.shares
  const stage = Math.floor(released(settings, now) / shards)
  const part = (share: number) => Math.floor(stage * share)
  return {
    stage,
    ...(isVisitor && visitors < 1 && { visitors: part(visitors) }),
    ...(isNewcomer && newcomers < 1 && { newcomers: part(newcomers) }),
  }
}

/** The refusal of a turn that no shard can hold: the limit was lowered or turns got larger during the day, or its hour is too early. */
export function refusalOfShard(settings: TurnSettings, amount: NanoDollars, limits: ShardLimits, now: number): VisibleError | undefined {
  const scope = (["stage", "visitors", "newcomers"] as const).find((one) => amount > (limits[one] ?? Number.POSITIVE_INFINITY))
  return scope && stageExhausted(settings, scope, now)
}

/** Which limit a full shard has reached, by its figures at that moment. */
export function fullScope(shard: Usage | null | undefined, limits: ShardLimits, amount: NanoDollars): StageScope {
  const { committed = 0, newcomers = 0 } = shard ?? {}
  if (committed + amount > limits.stage) return "stage"
  return limits.newcomers !== undefined && newcomers + amount > limits.newcomers ? "newcomers" : "visitors"
}

/** The refusal shows no figures of other people: the limit counts as used up. */
export function stageExhausted(settings: TurnSettings, scope: StageScope, now: number): VisibleError {
  const { budgets, shares, stageRelease } = settings
  const limit = scope === "stage" ? budgets.stage : Math.floor(budgets.stage * shares[scope])
  const nextHour = (Math.floor(now / hourMs) + 1) * hourMs
  return budgetExhausted(scope, limit, limit, now, stageRelease === "hourly" && limit > 0 ? nextHour : undefined)
}
