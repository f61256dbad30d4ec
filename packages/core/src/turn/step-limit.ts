import type { StopCause } from "../entities/turn.ts"
import type { NanoDollars } from "../model/price.ts"

/** The shortest time in which a step begins, in milliseconds: a step that is cut off costs its whole reservation. */
export const minStepMs = 45_000

export type StepLimits = {
  maxSteps: number
  /** The most that one turn may cost; `undefined`: no limit of its own. */
  turnBudget: NanoDollars | undefined
}

/** A turn whose last model call has ended, and whose tools have run. */
export type BetweenSteps = {
  /** Model calls so far. */
  steps: number
  /** The cost of all steps so far, an upper bound for those without a report. */
  cost: NanoDollars
  /** The most that the next step can cost. */
  reservation: NanoDollars
  /** Until the turn must have ended. */
  leftMs: number
  /** The answer has its largest size. */
  isFull: boolean
}

/** The limit that forbids another model call, if one does. */
export function stepLimit(turn: BetweenSteps, { maxSteps, turnBudget = Number.POSITIVE_INFINITY }: StepLimits): StopCause | undefined {
  if (turn.isFull) return "size"
  if (turn.steps >= maxSteps) return "steps"
  if (turn.cost + turn.reservation > turnBudget) return "budget"
  return turn.leftMs < minStepMs ? "time" : undefined
}
