import type { Turn } from "../entities/turn.ts"
import { addUsage, type NanoDollars, noUsage, type TokenUsage } from "../model/price.ts"
import type { Spent } from "./settle.ts"
import { finalChange, moneyOf } from "./step-money.ts"

/** What a turn cost over all its model calls. */
export type TurnTotal = {
  /** The sum of what the model reported. */
  usage: TokenUsage
  cost: NanoDollars
  /** The cost is an upper bound: a model call ended without a report. */
  estimated?: true
  /** What is not settled yet: the last model call. */
  last: Spent
}

/** Whether a turn's last step has ended, and the next one has no reservation yet. */
export const isBetweenSteps = ({ stepCount = 0, reserved: { step = 1 } }: Pick<Turn, "stepCount" | "reserved">): boolean =>
  stepCount === step

/** @param open the model call that has begun and not ended, if there is one; nobody knows what it cost: its reservation */
export function totalOf(turn: Turn, open: Spent = { cost: turn.reserved.nanoDollars }): TurnTotal {
  const { steps = [] } = turn
  const ended = steps.at(-1)
  const [last, settled] = ended && isBetweenSteps(turn) ? [ended, steps.slice(0, -1)] : [open, steps]
  return {
    usage: settled.reduce((sum, { usage }) => addUsage(sum, usage), addUsage(noUsage, last.usage)),
    cost: finalChange(moneyOf(turn), last.cost).cost,
    ...([last, ...settled].some(({ usage }) => !usage) && { estimated: true }),
    last: { cost: last.cost, ...(last.usage && { usage: last.usage }) },
  }
}
