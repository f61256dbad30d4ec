import type { OfferedModel } from "./catalogue.ts"

/** Tokens of one model call, as Bedrock counts them: `inputTokens` does not include the cached ones. */
export type TokenUsage = { inputTokens: number; outputTokens: number; cacheReadInputTokens: number; cacheWriteInputTokens: number }

export const noUsage: TokenUsage = { inputTokens: 0, outputTokens: 0, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 }

/** Integer nano-dollars (10⁻⁹ USD): the only unit in which money is added or compared. */
export type NanoDollars = number
export const nanoDollarsPerUsd = 1e9
export const usdOf = (nano: NanoDollars): number => nano / nanoDollarsPerUsd

/** A geographic inference profile costs a tenth more than the global one (Amazon Bedrock price list, October 2026). */
const geographicFactor = 1.1

type Rates = { input: number; output: number; cacheRead: number; cacheWrite: number }

// Nano-dollars per thousand tokens are whole numbers for every published price, so no rounding error adds up.
function ratesOf(model: OfferedModel, promptTokens: number): Rates {
  const geographic = model.profile !== null && model.profile !== "global" ? geographicFactor : 1
  const long = model.longPrompt && promptTokens > model.longPrompt.aboveTokens ? model.longPrompt.factor : 1
  const rate = (usdPerMillion: number) => Math.ceil(Math.round(usdPerMillion * geographic * long * 1e7) / 10)
  const { input, output, cacheRead, cacheWrite } = model.usdPerMillionTokens
  return { input: rate(input), output: rate(output), cacheRead: rate(cacheRead), cacheWrite: rate(cacheWrite) }
}

/** What a call cost, rounded up to a whole nano-dollar. */
export function costOf(model: OfferedModel, usage: TokenUsage): NanoDollars {
  const rates = ratesOf(model, usage.inputTokens + usage.cacheReadInputTokens + usage.cacheWriteInputTokens)
  const thousandths =
    usage.inputTokens * rates.input +
    usage.outputTokens * rates.output +
    usage.cacheReadInputTokens * rates.cacheRead +
    usage.cacheWriteInputTokens * rates.cacheWrite
  return Math.ceil(thousandths / 1_000)
}

/** The most that a call can cost: every prompt token at the dearest input price, every output token written. */
export function worstCaseCost(model: OfferedModel, promptTokens: number, maxTokens: number): NanoDollars {
  const rates = ratesOf(model, promptTokens)
  return Math.ceil((promptTokens * Math.max(rates.input, rates.cacheWrite) + maxTokens * rates.output) / 1_000)
}

/** The tokens of several calls; a call without a report adds none. */
export const addUsage = (one: TokenUsage, other: TokenUsage = noUsage): TokenUsage => ({
  inputTokens: one.inputTokens + other.inputTokens,
  outputTokens: one.outputTokens + other.outputTokens,
  cacheReadInputTokens: one.cacheReadInputTokens + other.cacheReadInputTokens,
  cacheWriteInputTokens: one.cacheWriteInputTokens + other.cacheWriteInputTokens,
})
