import { expect, test } from "vitest"
import { type BetweenSteps, minStepMs, nextStep } from "../../src/turn/next-step.ts"

const limits = { maxSteps: 8, turnBudget: 100 }
const between: BetweenSteps = {
  stopReason: "tool_use",
  results: 1,
  steps: 1,
  cost: 40,
  reservation: 60,
  leftMs: minStepMs,
  isFull: false,
}

test.each<[string, Partial<BetweenSteps>, ReturnType<typeof nextStep>]>([
  ["the results of tools go to the model within all limits", {}, { kind: "step" }],
  ["an answer that the model has ended is the end", { stopReason: "end_turn" }, { kind: "end" }],
  ["a call without a result is the end", { results: 0 }, { kind: "end" }],
  ["the last of the steps", { steps: 7 }, { kind: "step" }],
  ["too many steps", { steps: 8 }, { kind: "stopped", reason: "steps" }],
  ["more than the turn's budget", { reservation: 61 }, { kind: "stopped", reason: "budget" }],
  ["too little time", { leftMs: minStepMs - 1 }, { kind: "stopped", reason: "time" }],
  ["no room in the message", { isFull: true }, { kind: "stopped", reason: "size" }],
])("%s", (_, more, expected) => {
  expect(nextStep({ ...between, ...more }, limits)).toEqual(expected)
})

test("without a budget of its own a turn is limited by the budgets of the day alone", () => {
  expect(nextStep({ ...between, cost: 1e12 }, { maxSteps: 8, turnBudget: undefined })).toEqual({ kind: "step" })
})
