import { errorCodes } from "@parley/core/visible-error.ts"
import * as v from "valibot"

// Fields that several resources share.
export const time = v.pipe(v.string(), v.isoTimestamp())
export const count = v.pipe(v.number(), v.integer(), v.minValue(0))
export const code = v.picklist(Object.keys(errorCodes))
export const usd = v.strictObject({ usd: v.pipe(v.number(), v.minValue(0)) })
/** What an answer cost. `estimated`: an upper bound, because a model call ended without a report. */
export const answerCost = v.strictObject({ ...usd.entries, estimated: v.optional(v.literal(true)) })
export type Cost = v.InferOutput<typeof answerCost>

export const tokenUsage = v.strictObject({
  inputTokens: count,
  outputTokens: count,
  cacheReadInputTokens: count,
  cacheWriteInputTokens: count,
})
export type TokenUsage = v.InferOutput<typeof tokenUsage>
