import { expect, test } from "vitest"
import type { StopCause } from "../../src/entities/turn.ts"
import { type BetweenSteps, minStepMs, stepLimit } from "../../src/turn/step-limit.ts"

const limits = { maxSteps: 8, turnBudget: 100 }
const between: BetweenSteps = { steps: 1, cost: 40, reservation: 60, leftMs: minStepMs, isFull: false }

test.each<[string, Partial<BetweenSteps>, StopCause | undefined]>([
  ["the results of tools go to the model within all limits", {}, undefined],
  ["the last of the steps", { steps: 7 }, undefined],
  ["too many steps", { steps: 8 }, "steps"],
  ["more than the turn's budget", { reservation: 61 }, "budget"],
  ["too little time", { leftMs: minStepMs - 1 }, "time"],
  ["no room in the message", { isFull: true }, "size"],
])("%s", (_, more, expected) => {
  expect(stepLimit({ ...between, ...more }, limits)).toBe(expected)
})

test("without a budget of its own a turn is limited by the budgets of the day alone", () => {
  expect(stepLimit({ ...between, cost: 1e12 }, { maxSteps: 8, turnBudget: undefined })).toBeUndefined()
})
