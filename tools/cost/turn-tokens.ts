import type { TokenUsage } from "@parley/core/model/price.ts"
import { promptTokenBound, type RequestSize } from "@parley/core/model/request.ts"

/**
 * The typical turn of the cost and quota calculations: the fourth of a conversation, with a question of two sentences and an answer of three
 * paragraphs. The prompt cache holds the prompt up to the last turn.
 */
export const typicalTurn: TokenUsage = { inputTokens: 100, outputTokens: 400, cacheReadInputTokens: 1_450, cacheWriteInputTokens: 500 }

/** One output token counts five times against the quota. https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html */
const outputBurndown = 5

type Limits = { maxTokens: number; contextTokens: number }

/** A turn's share of the quota of tokens per minute: its maximum while it runs, then its usage without cache reads, which are free. */
export const tokensWhileRunning = (
  { inputTokens, cacheReadInputTokens, cacheWriteInputTokens }: TokenUsage,
  { maxTokens }: Limits,
): number => inputTokens + cacheReadInputTokens + cacheWriteInputTokens + maxTokens

export const tokensAfterwards = ({ inputTokens, outputTokens, cacheWriteInputTokens }: TokenUsage): number =>
  inputTokens + cacheWriteInputTokens + outputBurndown * outputTokens

/** The maximum share of one turn: the longest history, a question of 2,000 bytes and an answer of `maxTokens`. */
export const largestTurnTokens = ({ instructions, maxTokens, contextTokens }: Limits & Pick<RequestSize, "instructions">): number =>
  promptTokenBound({ instructions, contentTokens: 2_000, historyTokens: contextTokens }) + outputBurndown * maxTokens
