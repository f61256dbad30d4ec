import { actionWords } from "../words/action-words.ts"
import { formatMoney, formatNumber } from "../words/format.ts"
import type { AnswerParts } from "./answer-parts.ts"

/** The tokens and the cost of an answer, or its maximum cost if the model did not report all of its tokens. */
export function usageWords(parts: AnswerParts): string {
  const spent = parts.flatMap((part) => part.spent.value ?? [])
  if (spent.length < parts.length) return actionWords.noUsage
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)
  const money = formatMoney(sum(spent.map(({ cost }) => cost.usd)))
  // A model call that was cut reports no tokens: its cost is the reserved maximum. Earlier versions did not mark it.
  if (spent.some(({ cost }) => cost.estimated) || parts.some(({ status }) => status.value !== "complete"))
    return actionWords.countedAtMost(money)
  const input = sum(spent.flatMap(({ usage }) => [usage.inputTokens, usage.cacheReadInputTokens, usage.cacheWriteInputTokens]))
  return actionWords.answerUsage(formatNumber(input), formatNumber(sum(spent.map(({ usage }) => usage.outputTokens))), money)
}
