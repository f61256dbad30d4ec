import { promptTokenBound } from "@parley/core/budget/budget.ts"
import type { TokenUsage } from "@parley/core/model/price.ts"

/**
 * The turn that costs and quotas are calculated with: the fourth of a conversation, a question of two sentences and an answer of three
 * paragraphs. The prompt cache holds the prompt up to the last turn.
 */
export const typicalTurn: TokenUsage = { inputTokens: 100, outputTokens: 400, cacheReadInputTokens: 1_450, cacheWriteInputTokens: 500 }

/** One output token counts five times against the quota. https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html */
const outputBurndown = 5

type Limits = { maxTokens: number; contextTokens: number }

/** What a turn takes from the tokens per minute: all that it may use while it runs, then what it used, where reading the cache is free. */
export const tokensWhileRunning = (
  { inputTokens, cacheReadInputTokens, cacheWriteInputTokens }: TokenUsage,
  { maxTokens }: Limits,
): number => inputTokens + cacheReadInputTokens + cacheWriteInputTokens + maxTokens

export const tokensAfterwards = ({ inputTokens, outputTokens, cacheWriteInputTokens }: TokenUsage): number =>
  inputTokens + cacheWriteInputTokens + outputBurndown * outputTokens

/** The most that one turn takes: the longest history, a question of 2,000 bytes and an answer of `maxTokens`. */
export const largestTurnTokens = ({ maxTokens, contextTokens }: Limits): number =>
  promptTokenBound(2_000, contextTokens) + outputBurndown * maxTokens
