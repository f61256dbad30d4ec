import type { NanoDollars } from "../model/price.ts"

/** A step takes this long at most to be worth beginning: a cut one costs its whole reservation. */
export const minStepMs = 45_000

export type StepLimits = {
  maxSteps: number
  /** The most that one turn may cost; `undefined`: no limit of its own. */
  turnBudget: NanoDollars | undefined
}

/** A turn whose last model call has ended, and whose tools have run. */
export type BetweenSteps = {
  stopReason: string
  /** Results for the calls of the last step. */
  results: number
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

export type NextStep = { kind: "end" } | { kind: "step" } | { kind: "stopped"; reason: "steps" | "budget" | "time" | "size" }

/** What follows a model call: the end of the turn, another call with the results of the tools, or an end because a limit is reached. */
export function nextStep(turn: BetweenSteps, { maxSteps, turnBudget = Number.POSITIVE_INFINITY }: StepLimits): NextStep {
  if (turn.stopReason !== "tool_use" || turn.results === 0) return { kind: "end" }
  if (turn.isFull) return { kind: "stopped", reason: "size" }
  if (turn.steps >= maxSteps) return { kind: "stopped", reason: "steps" }
  if (turn.cost + turn.reservation > turnBudget) return { kind: "stopped", reason: "budget" }
  return turn.leftMs < minStepMs ? { kind: "stopped", reason: "time" } : { kind: "step" }
}
