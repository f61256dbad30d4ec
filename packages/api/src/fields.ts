import { errorCodes } from "@parley/core/visible-error.ts"
import * as v from "valibot"

// Fields that several resources share.
export const time = v.pipe(v.string(), v.isoTimestamp())
export const count = v.pipe(v.number(), v.integer(), v.minValue(0))
export const code = v.picklist(Object.keys(errorCodes))
export const usd = v.strictObject({ usd: v.pipe(v.number(), v.minValue(0)) })
export type Cost = v.InferOutput<typeof usd>

export const tokenUsage = v.strictObject({
  inputTokens: count,
  outputTokens: count,
  cacheReadInputTokens: count,
  cacheWriteInputTokens: count,
})
export type TokenUsage = v.InferOutput<typeof tokenUsage>
