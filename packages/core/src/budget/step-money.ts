import type { Turn } from "../entities/turn.ts"
import type { NanoDollars } from "../model/price.ts"

/** The money of a turn between two of its model calls. */
export type StepMoney = {
  /** The one open reservation: that of the last step that began. */
  reserved: { step: number; nanoDollars: NanoDollars }
  /** The costs of the steps that have ended; of these the last one may not be settled yet. */
  costs: readonly NanoDollars[]
  /** The cost of the steps before the one of `reserved`. */
  settled: NanoDollars
}

/** @param turn one of a version without steps has one reservation and no step that has ended */
export const moneyOf = ({
  reserved: { step = 1, nanoDollars },
  steps = [],
  settled = 0,
}: Pick<Turn, "reserved" | "steps" | "settled">): StepMoney => ({
  reserved: { step, nanoDollars },
  costs: steps.map(({ cost }) => cost),
  settled,
})

/** What a write adds to each budget of the turn. */
export type BudgetChange = { committed: NanoDollars; spent: NanoDollars }

/**
 * The next step's reservation in the place of the last step's, which has ended: one change of each budget, because a transaction can write an
 * item only once.
 * @param next the most that the next step can cost
 * @throws RangeError if the last step has not ended
 */
export function nextReservation({ reserved, costs, settled }: StepMoney, next: NanoDollars): { money: StepMoney; change: BudgetChange } {
  const { step, nanoDollars } = reserved
  const cost = costs[step - 1]
  if (cost === undefined || costs.length !== step) throw new RangeError(`Step ${step} has not ended.`)
  return {
    money: { reserved: { step: step + 1, nanoDollars: next }, costs, settled: settled + cost },
    change: { committed: cost - nanoDollars + next, spent: cost },
  }
}

/**
 * What the end of a turn settles, and its whole cost. A step that began and did not end counts with its reservation, unless its own generator
 * knows better.
 * @param known the cost of the step that did not end
 */
export function finalChange(
  { reserved: { step, nanoDollars }, costs, settled }: StepMoney,
  known: NanoDollars = nanoDollars,
): { change: BudgetChange; cost: NanoDollars } {
  const open = step > costs.length ? known : (costs.at(-1) ?? 0)
  return { change: { committed: open - nanoDollars, spent: open }, cost: settled + open }
}
