import { startOfNextDay } from "../clock.ts"
import type { TurnSettings } from "../context.ts"
import type { TransactionEntities } from "../entities/store.ts"
import type { Turn } from "../entities/turn.ts"
import { noUsage } from "../model/price.ts"
import { countedIn, networkFactor, scopeOf } from "./budget.ts"
import { type ShardLimits, shardLimits } from "./stage-budget.ts"
import { moneyOf, nextReservation } from "./step-money.ts"

/** The last moment of a reservation's day: its limits hold for a turn that goes on after midnight. */
export const timeInDay = ({ day }: Turn["reserved"], now: number): number => Math.min(now, startOfNextDay(Date.parse(day)) - 1)

type Limits = { settings: TurnSettings /** Of the day of the reservation. */; shards: number; now: number }

/**
 * The conditional writes that settle a turn's last step and reserve for the next one, on the items and the day of the reservation. No other
 * shard is tried, and the turn is not counted again.
 * @param amount the most that the next step can cost
 */
export function stepReservationItems({ usages }: Pick<TransactionEntities, "usages">, turn: Turn, amount: number, limits: Limits) {
  const { owner, reserved, steps = [] } = turn
  const { day, address, network, shard } = reserved
  const { change } = nextReservation(moneyOf(turn), amount)
  const { inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens } = steps.at(-1)?.usage ?? noUsage
  const added = { ...change, inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens }
  const { budgets } = limits.settings
  const ofShard: ShardLimits = shardLimits(limits.settings, reserved, limits.shards, timeInDay(reserved, limits.now))
  const own: [scope: string, limit: number][] = [
    [scopeOf.visitor(owner), budgets.visitor],
    ...(address ? [[scopeOf.address(address), budgets.address] as [string, number]] : []),
    ...(network ? [[scopeOf.network(network), networkFactor * budgets.address] as [string, number]] : []),
  ]
  return [
    ...own.map(([scope, limit]) =>
      usages
        .patch({ scope, day })
        .add(added)
        .where((item, { lte }) => lte(item.committed, limit - change.committed))
        .commit({ response: "all_old" }),
    ),
    usages
      .patch({ scope: scopeOf.stage(shard), day })
      .add({ ...added, ...countedIn(reserved, change.committed) })
      .where((item, { lte }) =>
        [
          lte(item.committed, ofShard.stage - change.committed),
          ...(["visitors", "newcomers"] as const).flatMap((share) => {
            const most = ofShard[share]
            return most === undefined ? [] : [lte(item[share], most - change.committed)]
          }),
        ].join(" AND "),
      )
      .commit({ response: "all_old" }),
  ]
}
