import type { UsageDay } from "../api/types.ts"

/** One day of the chart. */
export type ChartDay = { day: string; turns: number; inputTokens: number; outputTokens: number; usd: number }

const dayMs = 86_400_000

/** The last `days` UTC days, oldest first, including those without usage. */
export function everyDay(used: readonly UsageDay[], days: number, now: number): ChartDay[] {
  const known = new Map(used.map((one) => [one.day, one]))
  return Array.from({ length: days }, (_, index) => {
    const day = new Date(now - (days - 1 - index) * dayMs).toISOString().slice(0, 10)
    const { turns, usage, cost } = known.get(day) ?? nothing
    return {
      day,
      turns,
      inputTokens: usage.inputTokens + usage.cacheReadInputTokens + usage.cacheWriteInputTokens,
      outputTokens: usage.outputTokens,
      usd: cost.usd,
    }
  })
}

const nothing: Omit<UsageDay, "day"> = {
  turns: 0,
  usage: { inputTokens: 0, outputTokens: 0, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 },
  cost: { usd: 0 },
}
