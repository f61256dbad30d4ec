import type { Message } from "../entities/message.ts"
import { usdOf } from "../model/price.ts"

/** What an answer cost, in dollars. `estimated`: an upper bound, because a model call ended without a report. */
export type AnswerCost = { usd: number; estimated?: true }

export const answerCost = ({ cost = 0, estimated }: Pick<Message, "cost" | "estimated">): AnswerCost => ({
  usd: usdOf(cost),
  ...(estimated && { estimated: true }),
})
