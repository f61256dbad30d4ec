import * as v from "valibot"
import { count, time, tokenUsage, usd } from "./fields.ts"
import { wholeNumber } from "./query.ts"

export const usageQuery = v.object({ days: wholeNumber(1, 30, 30, "How many days back") })

export const dayOfUse = v.strictObject({ day: v.pipe(v.string(), v.isoDate()), turns: count, usage: tokenUsage, cost: usd })
export type UsageDay = v.InferOutput<typeof dayOfUse>

/** Only days with usage. `today` also has the limits and the remaining amounts. */
export const usageReport = v.strictObject({
  days: v.array(dayOfUse),
  today: v.strictObject({
    budget: v.strictObject({ limitUsd: v.number(), leftUsd: v.number() }),
    turns: v.strictObject({ limit: count, left: count }),
    resetAt: time,
  }),
})
export type UsageReport = v.InferOutput<typeof usageReport>
