import { expiryAfterDays, isoTime, startOfNextDay } from "../clock.ts"
import type { TransactionEntities } from "../entities/store.ts"
import type { Turn } from "../entities/turn.ts"
import { type NanoDollars, usdOf } from "../model/price.ts"
import { VisibleError } from "../visible-error.ts"

/** How long the days of `GET /usage` are kept. */
const usageRetentionDays = 35
const maxShards = 16

export type Reserved = Turn["reserved"]
type Usages = Pick<TransactionEntities, "usages">

/** The budget of an IPv6 /48, in budgets of an address: a household has a /64 of it, or all of it. */
export const networkFactor = 2

/**
 * How many items share the stage's budget. One item takes about a thousand writes a second, so a large budget is split. Each shard must
 * hold fifty of the largest reservations, and its smallest share ten: money in shards too small for a turn could not be used.
 * @param smallestShare a part of the limit, above 0 and at most 1
 */
export function stageShards(limit: NanoDollars, largestReservation: NanoDollars, smallestShare = 1): number {
  const turns = limit / largestReservation
  return Math.min(Math.max(Math.floor(Math.min(turns / 50, (turns * smallestShare) / 10)), 1), maxShards)
}

export const scopeOf = {
  visitor: (owner: string) => `visitor#${owner}`,
  address: (address: string) => `address#${address}`,
  network: (network: string) => `network#${network}`,
  stage: (shard: number) => `stage#${shard}`,
  shards: "shards",
  /** Counters of one UTC minute (`minuteOf` in the place of the day); apart from the days, which `GET /usage` reads in order. */
  minute: (owner: string) => `minute#visitor#${owner}`,
  minuteOfAddress: (address: string) => `minute#address#${address}`,
}

type Fit = {
  scope: string
  day: string
  amount: NanoDollars
  limit: NanoDollars
  turnLimit?: number
  /** Of the stage's budget: the shares that the turn counts with, and their limits if there are any. */
  shares?: Counted & { visitors?: NanoDollars; newcomers?: NanoDollars }
  now: number
}
type Counted = Pick<Reserved, "isVisitor" | "isNewcomer">

/** The shares of the stage's budget that an amount counts with, beside the whole. */
export const countedIn = ({ isVisitor, isNewcomer }: Counted, amount: NanoDollars) => ({
  ...(isVisitor && { visitors: amount }),
  ...(isNewcomer && { newcomers: amount }),
})

/** Reserves money in one scope if it fits; committed in the transaction that begins the turn. */
export const reserve = ({ usages }: Usages, { scope, day, amount, limit, turnLimit, shares = {}, now }: Fit) =>
  usages
    .upsert({ scope, day })
    .add({ committed: amount, turns: 1, ...countedIn(shares, amount) })
    .set({ expiresAt: expiryAfterDays(now, usageRetentionDays) })
    .where((item, { notExists, lte, lt }) =>
      [
        `(${notExists(item.committed)} OR ${lte(item.committed, limit - amount)})`,
        ...(turnLimit === undefined ? [] : [`(${notExists(item.turns)} OR ${lt(item.turns, turnLimit)})`]),
        ...(["visitors", "newcomers"] as const).flatMap((share) => {
          const most = shares[share]
          return most === undefined ? [] : [`(${notExists(item[share])} OR ${lte(item[share], most - amount)})`]
        }),
      ].join(" AND "),
    )

const scopeWords = {
  visitor: "your budget",
  address: "the budget of your network address",
  network: "the budget of your network",
  newcomers: "this site's budget for new visitors",
  visitors: "this site's budget for visitors who have not signed in",
  stage: "this site's budget",
}

/** The refusal of a turn for money: names the limit and the time of its reset. */
export function budgetExhausted(
  scope: keyof typeof scopeWords,
  limit: NanoDollars,
  used: NanoDollars,
  now: number,
  resetAt = startOfNextDay(now),
): VisibleError {
  return new VisibleError("budget.exhausted", `Not enough of ${scopeWords[scope]} is left today.`, {
    scope,
    limit: usdOf(limit),
    used: usdOf(used),
    resetAt: isoTime(resetAt),
    retryAfter: Math.ceil((resetAt - now) / 1_000),
  })
}

export function turnsExhausted(limit: number, used: number, now: number): VisibleError {
  const resetAt = startOfNextDay(now)
  return new VisibleError("rate.exceeded", `You have reached today's limit of ${limit} turns.`, {
    scope: "visitor",
    limit,
    used,
    resetAt: isoTime(resetAt),
    retryAfter: Math.ceil((resetAt - now) / 1_000),
  })
}
