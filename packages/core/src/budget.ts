import { expiryAfterDays, isoTime, startOfNextDay } from "./clock.ts"
import type { TransactionEntities } from "./entities/store.ts"
import type { Turn } from "./entities/turn.ts"
import type { OfferedModel } from "./model-catalogue.ts"
import { type NanoDollars, noUsage, type TokenUsage, usdOf, worstCaseCost } from "./price.ts"
import { systemPrompt } from "./system-prompt.ts"
import { tokenBound } from "./token-bound.ts"
import { VisibleError } from "./visible-error.ts"

/** How long the days of `GET /usage` are kept. */
const usageRetentionDays = 35
/** Role marks and other framing that Bedrock counts beside the text: a few tokens per message, bounded far above. */
const framingTokens = 256
const systemTokens = tokenBound(systemPrompt)
const maxShards = 16

export type Reserved = Turn["reserved"]
type Usages = Pick<TransactionEntities, "usages">

/**
 * The most prompt tokens a turn can have.
 * @param contentTokens the `tokenBound` of the question
 * @param historyTokens the history is chosen to stay under `contextTokens` by the same measure
 */
export const promptTokenBound = (contentTokens: number, historyTokens: number): number =>
  systemTokens + contentTokens + framingTokens + historyTokens

export const reservationOf = (model: OfferedModel, contentTokens: number, historyTokens: number, maxTokens: number): NanoDollars =>
  worstCaseCost(model, promptTokenBound(contentTokens, historyTokens), maxTokens)

/**
 * How many items share the stage's budget. One item takes about a thousand writes a second, so a large budget is split; each part must still
 * fit fifty of the largest reservations, or money would be stranded in parts too small for a turn.
 */
export const stageShards = (limit: NanoDollars, largestReservation: NanoDollars): number =>
  Math.min(Math.max(Math.floor(limit / (50 * largestReservation)), 1), maxShards)

export const scopeOf = {
  visitor: (owner: string) => `visitor#${owner}`,
  address: (address: string) => `address#${address}`,
  stage: (shard: number) => `stage#${shard}`,
  shards: "shards",
  /** Counters of one UTC minute (`minuteOf` in the place of the day); apart from the days, which `GET /usage` reads in order. */
  minute: (owner: string) => `minute#visitor#${owner}`,
  minuteOfAddress: (address: string) => `minute#address#${address}`,
}

type Fit = { scope: string; day: string; amount: NanoDollars; limit: NanoDollars; turnLimit?: number; now: number }

/** Sets money aside in one scope, only if it fits; to be committed in the transaction that begins the turn. */
export const reserve = ({ usages }: Usages, { scope, day, amount, limit, turnLimit, now }: Fit) =>
  usages
    .upsert({ scope, day })
    .add({ committed: amount, turns: 1 })
    .set({ expiresAt: expiryAfterDays(now, usageRetentionDays) })
    .where((item, { notExists, lte, lt }) => {
      const fits = `(${notExists(item.committed)} OR ${lte(item.committed, limit - amount)})`
      return turnLimit === undefined ? fits : `${fits} AND (${notExists(item.turns)} OR ${lt(item.turns, turnLimit)})`
    })

/**
 * Replaces what was set aside by what a turn really cost, on exactly the items and the day that were reserved. The turn itself stays counted,
 * also one that cost nothing: a model that refuses calls would otherwise be called without end.
 */
export function settle(usages: Usages, owner: string, reserved: Reserved, cost: NanoDollars, usage: TokenUsage = noUsage) {
  const { inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens } = usage
  const added = { inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens }
  return [scopeOf.visitor(owner), scopeOf.address(reserved.address), scopeOf.stage(reserved.shard)].map((scope) =>
    usages.usages
      .upsert({ scope, day: reserved.day })
      .add({ committed: cost - reserved.nanoDollars, spent: cost, ...added })
      .commit(),
  )
}

const scopeWords = { visitor: "your budget", address: "the budget of your network address", stage: "this site's budget" }

/** The refusal of a turn for money: says whose limit was met and when it starts anew. */
export function budgetExhausted(scope: keyof typeof scopeWords, limit: NanoDollars, used: NanoDollars, now: number): VisibleError {
  const resetAt = startOfNextDay(now)
  return new VisibleError("budget.exhausted", `There is not enough left of ${scopeWords[scope]} for today.`, {
    scope,
    limit: usdOf(limit),
    used: usdOf(used),
    resetAt: isoTime(resetAt),
    retryAfter: Math.ceil((resetAt - now) / 1_000),
  })
}

export function turnsExhausted(limit: number, used: number, now: number): VisibleError {
  const resetAt = startOfNextDay(now)
  return new VisibleError("rate.exceeded", `You have taken all of the ${limit} turns of today.`, {
    scope: "visitor",
    limit,
    used,
    resetAt: isoTime(resetAt),
    retryAfter: Math.ceil((resetAt - now) / 1_000),
  })
}
