import { type Clock, dayOf, isoTime, startOfNextDay } from "../clock.ts"
import type { TurnSettings } from "../context.ts"
import type { Store } from "../entities/store.ts"
import type { Usage } from "../entities/usage.ts"
import { usdOf } from "../model/price.ts"
import { scopeOf } from "./budget.ts"

const dayMs = 86_400_000

/**
 * What an owner used, a row per UTC day of use, and what is left of today. Money in US dollars.
 * @param settings with the limits that hold for this owner
 */
export async function readUsage(store: Store, settings: TurnSettings, owner: string, days: number, now: Clock) {
  const today = dayOf(now())
  const usages = await usagesOf(store, owner, dayOf(now() - (days - 1) * dayMs), today)
  const used = usages.find((usage) => usage.day === today)
  const { visitor } = settings.budgets
  const committed = used?.committed ?? 0
  const turns = used?.turns ?? 0
  return {
    days: usages.map(dayOfUsage),
    today: {
      budget: { limitUsd: usdOf(visitor), leftUsd: usdOf(Math.max(visitor - committed, 0)) },
      turns: { limit: settings.turnsPerVisitorDaily, left: Math.max(settings.turnsPerVisitorDaily - turns, 0) },
      resetAt: isoTime(startOfNextDay(now())),
    },
  }
}

/** Every day of use that is still kept, for a download of everything. */
export async function allUsage(store: Store, owner: string, now: Clock) {
  return (await usagesOf(store, owner, dayOf(0), dayOf(now()))).map(dayOfUsage)
}

async function usagesOf({ entities }: Store, owner: string, from: string, to: string): Promise<Usage[]> {
  const { data } = await entities.usages.query
    .primary({ scope: scopeOf.visitor(owner) })
    .between({ day: from }, { day: to })
    .go({ pages: "all" })
  return data
}

function dayOfUsage({
  day,
  turns = 0,
  spent = 0,
  inputTokens = 0,
  outputTokens = 0,
  cacheReadInputTokens = 0,
  cacheWriteInputTokens = 0,
}: Usage) {
  return { day, turns, usage: { inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens }, cost: { usd: usdOf(spent) } }
}
