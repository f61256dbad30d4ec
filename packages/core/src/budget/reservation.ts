import { dayOf } from "../clock.ts"
import type { Caller, TurnSettings } from "../context.ts"
import type { Store, TransactionEntities } from "../entities/store.ts"
import type { Usage } from "../entities/usage.ts"
import type { OfferedModel } from "../model/catalogue.ts"
import type { NanoDollars } from "../model/price.ts"
import { type RequestSize, requestCost } from "../model/request.ts"
import type { VisibleError } from "../visible-error.ts"
import { budgetExhausted, networkFactor, type Reserved, reserve, scopeOf, turnsExhausted } from "./budget.ts"
import { minuteExceeded, minuteExpiry, minuteOf } from "./minute.ts"
import type { ShardLimits } from "./stage-budget.ts"

export type Reservation = {
  /** The most that the turn can cost. */
  amount: NanoDollars
  /** Set if no day could ever hold this turn under the present settings. */
  impossible: VisibleError | undefined
}

export function planReservation(settings: TurnSettings, model: OfferedModel, size: RequestSize, now: number): Reservation {
  const amount = requestCost(model, size)
  return { amount, impossible: refusalForGood(settings, amount, now) }
}

function refusalForGood({ budgets, turnsPerVisitorDaily }: TurnSettings, amount: NanoDollars, now: number): VisibleError | undefined {
  const tooSmall = (["stage", "address", "visitor"] as const).find((scope) => amount > budgets[scope])
  if (tooSmall) return budgetExhausted(tooSmall, budgets[tooSmall], 0, now)
  return turnsPerVisitorDaily < 1 ? turnsExhausted(turnsPerVisitorDaily, 0, now) : undefined
}

type Place = { shard: number; isNewcomer: boolean; now: number }

/** What the turn's item remembers of its reservation, so that the same items are settled. */
export const reservedIn = (amount: NanoDollars, caller: Caller, { shard, isNewcomer, now }: Place): Reserved => ({
  nanoDollars: amount,
  day: dayOf(now),
  address: caller.address,
  ...(caller.network !== undefined && { network: caller.network }),
  shard,
  ...(!caller.isPerson && { isVisitor: true }),
  ...(isNewcomer && { isNewcomer }),
})

export type ReservedScope = "visitor" | "address" | "stage" | "network" | "minute" | "minuteOfAddress"

/** The scopes that a turn is counted in, in the order of their writes; the first three are always there. */
export function reservedScopes({ turnsPerMinute }: TurnSettings, { network }: Reserved): ReservedScope[] {
  return [
    "visitor",
    "address",
    "stage",
    ...(network === undefined ? [] : ["network" as const]),
    ...(turnsPerMinute.visitor > 0 ? ["minute" as const] : []),
    ...(turnsPerMinute.address > 0 ? ["minuteOfAddress" as const] : []),
  ]
}

type Limits = { settings: TurnSettings; shardLimits: ShardLimits; now: number }

/** The conditional writes of `reservedScopes`. */
export function reservationItems(
  entities: Pick<TransactionEntities, "usages">,
  owner: string,
  reserved: Reserved,
  { settings, shardLimits, now }: Limits,
) {
  const { budgets, turnsPerVisitorDaily, turnsPerMinute } = settings
  const { nanoDollars: amount, day, address = "", network = "", shard, isVisitor, isNewcomer } = reserved
  const fit = { day, amount, now }
  const writes = {
    visitor: () => reserve(entities, { ...fit, scope: scopeOf.visitor(owner), limit: budgets.visitor, turnLimit: turnsPerVisitorDaily }),
    address: () => reserve(entities, { ...fit, scope: scopeOf.address(address), limit: budgets.address }),
    network: () => reserve(entities, { ...fit, scope: scopeOf.network(network), limit: networkFactor * budgets.address }),
    stage: () =>
      reserve(entities, {
        ...fit,
        scope: scopeOf.stage(shard),
        limit: shardLimits.stage,
        shares: { isVisitor, isNewcomer, ...shardLimits },
      }),
    minute: () => countTurn(entities, scopeOf.minute(owner), turnsPerMinute.visitor, now),
    minuteOfAddress: () => countTurn(entities, scopeOf.minuteOfAddress(address), turnsPerMinute.address, now),
  }
  return reservedScopes(settings, reserved).map((scope) => writes[scope]().commit({ response: "all_old" }))
}

const countTurn = ({ usages }: Pick<TransactionEntities, "usages">, scope: string, limit: number, now: number) =>
  usages
    .upsert({ scope, day: minuteOf(now) })
    .add({ turns: 1 })
    .set({ expiresAt: minuteExpiry(now) })
    .where((item, { notExists, lt }) => `${notExists(item.turns)} OR ${lt(item.turns, limit)}`)

type Seen = Usage | null | undefined

/** The error for a full item of each scope. Those of a day come first: they last longer. */
export const refusals: Record<Exclude<ReservedScope, "stage">, (usage: Seen, settings: TurnSettings, now: number) => VisibleError> = {
  visitor(usage, settings, now) {
    const { turns = 0, committed = 0 } = usage ?? {}
    const limit = settings.turnsPerVisitorDaily
    return turns >= limit ? turnsExhausted(limit, turns, now) : budgetExhausted("visitor", settings.budgets.visitor, committed, now)
  },
  address: (usage, { budgets }, now) => budgetExhausted("address", budgets.address, usage?.committed ?? 0, now),
  network: (usage, { budgets }, now) => budgetExhausted("network", networkFactor * budgets.address, usage?.committed ?? 0, now),
  minute: (_, { turnsPerMinute }, now) => minuteExceeded("visitor", "turns", turnsPerMinute.visitor, now),
  minuteOfAddress: (_, { turnsPerMinute }, now) => minuteExceeded("address", "turns", turnsPerMinute.address, now),
}

/** Reads the visitor's budget after a conflict: a caller who is over the limit is refused at once, without another attempt. */
export async function refusalOverLimit(
  store: Store,
  settings: TurnSettings,
  owner: string,
  amount: NanoDollars,
  now: number,
): Promise<VisibleError | undefined> {
  const { data: usage } = await store.entities.usages.get({ scope: scopeOf.visitor(owner), day: dayOf(now) }).go({ consistent: true })
  const isOver = (usage?.committed ?? 0) + amount > settings.budgets.visitor || (usage?.turns ?? 0) >= settings.turnsPerVisitorDaily
  return isOver ? refusals.visitor(usage, settings, now) : undefined
}
