import { budgetExhausted, type Reserved, reservationOf, reserve, scopeOf, stageShards, turnsExhausted } from "../budget.ts"
import { dayOf } from "../clock.ts"
import { maxTextCharacters } from "../content.ts"
import type { Store, TransactionEntities } from "../entities/store.ts"
import type { Usage } from "../entities/usage.ts"
import type { OfferedModel } from "../model-catalogue.ts"
import type { NanoDollars } from "../price.ts"
import { bytesPerCodeUnit, tokenBound } from "../token-bound.ts"
import type { VisibleError } from "../visible-error.ts"
import type { Caller, TurnSettings } from "./context.ts"

/** What one turn sets aside before the model is called, and from which budgets. */
export type Reservation = {
  amount: NanoDollars
  /** Set in code, without asking the table: no day could ever hold this turn. */
  impossible: VisibleError | undefined
}

export function planReservation(settings: TurnSettings, model: OfferedModel, text: string, hasHistory: boolean, now: number): Reservation {
  const { budgets, maxTokens, contextTokens, turnsPerVisitorDaily } = settings
  const amount = reservationOf(model, tokenBound(text), hasHistory ? contextTokens : 0, maxTokens)
  const impossible =
    amount > budgets.stage
      ? budgetExhausted("stage", budgets.stage, 0, now)
      : amount > budgets.address
        ? budgetExhausted("address", budgets.address, 0, now)
        : amount > budgets.visitor
          ? budgetExhausted("visitor", budgets.visitor, 0, now)
          : turnsPerVisitorDaily < 1
            ? turnsExhausted(turnsPerVisitorDaily, 0, now)
            : undefined
  return { amount, impossible }
}

/** How many items should share the stage's budget, under the present settings. */
export const shardsOf = (settings: TurnSettings): number => stageShards(settings.budgets.stage, largestReservation(settings))

// Of a text that no normalization makes longer. A longer one is refused if no part of the budget can hold it.
const largestReservation = ({ models, contextTokens, maxTokens }: TurnSettings): NanoDollars =>
  Math.max(...models.map((model) => reservationOf(model, bytesPerCodeUnit * maxTextCharacters, contextTokens, maxTokens)))

const shardLimit = ({ budgets }: TurnSettings, shards: number): NanoDollars => Math.floor(budgets.stage / shards)

/** Of a turn that no part of the stage's budget can hold: the limit was lowered, or turns got larger, since the day's parts were made. */
export const refusalOfShard = (settings: TurnSettings, plan: Reservation, shards: number, now: number): VisibleError | undefined =>
  plan.amount > shardLimit(settings, shards) ? budgetExhausted("stage", settings.budgets.stage, 0, now) : undefined

/** Shards in a random order, so that parallel turns spread; the first one that fits takes the turn. */
export function shuffledShards(count: number): number[] {
  const shards = Array.from({ length: count }, (_, shard) => shard)
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1))
    ;[shards[i], shards[j]] = [shards[j] as number, shards[i] as number]
  }
  return shards
}

export const reservedIn = (plan: Reservation, caller: Caller, shard: number, now: number): Reserved => ({
  nanoDollars: plan.amount,
  day: dayOf(now),
  address: caller.address,
  shard,
})

/** The three conditional writes, in this order: visitor, address, stage. */
export function reservationItems(
  entities: Pick<TransactionEntities, "usages">,
  settings: TurnSettings,
  owner: string,
  { nanoDollars: amount, day, address, shard }: Reserved,
  shards: number,
  now: number,
) {
  const { budgets, turnsPerVisitorDaily } = settings
  const fit = { day, amount, now }
  return [
    reserve(entities, { ...fit, scope: scopeOf.visitor(owner), limit: budgets.visitor, turnLimit: turnsPerVisitorDaily }),
    reserve(entities, { ...fit, scope: scopeOf.address(address), limit: budgets.address }),
    reserve(entities, { ...fit, scope: scopeOf.stage(shard), limit: shardLimit(settings, shards) }),
  ].map((write) => write.commit({ response: "all_old" }))
}

/** What a full visitor's, address's or stage's item means for the caller. */
export const refusals = {
  visitor(usage: Usage | null | undefined, settings: TurnSettings, now: number): VisibleError {
    const { turns = 0, committed = 0 } = usage ?? {}
    const limit = settings.turnsPerVisitorDaily
    return turns >= limit ? turnsExhausted(limit, turns, now) : budgetExhausted("visitor", settings.budgets.visitor, committed, now)
  },
  address: (usage: Usage | null | undefined, settings: TurnSettings, now: number) =>
    budgetExhausted("address", settings.budgets.address, usage?.committed ?? 0, now),
  // What all others have spent is nobody's business: the stage's figure stays out of the answer.
  stage: (settings: TurnSettings, now: number) => budgetExhausted("stage", settings.budgets.stage, settings.budgets.stage, now),
}

/** After a conflict: a caller who is over the limit anyway is refused at once instead of trying again. */
export async function refusalOverLimit(
  store: Store,
  settings: TurnSettings,
  owner: string,
  amount: NanoDollars,
  now: number,
): Promise<VisibleError | undefined> {
  const { data: usage } = await store.entities.usages.get({ scope: scopeOf.visitor(owner), day: dayOf(now) }).go({ consistent: true })
  const over = (usage?.committed ?? 0) + amount > settings.budgets.visitor || (usage?.turns ?? 0) >= settings.turnsPerVisitorDaily
  return over ? refusals.visitor(usage, settings, now) : undefined
}
