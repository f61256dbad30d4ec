import { caseCount, testSeed } from "@parley/testing/cases/test-set.ts"
import fc from "fast-check"
import { expect, test } from "vitest"
import { type BudgetChange, finalChange, nextReservation, type StepMoney } from "../../src/budget/step-money.ts"

/** One step as it happens: what is reserved, what the model bills, and whether it reports that. */
const step = fc.record({
  reserved: fc.integer({ min: 1, max: 40 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  isReported: fc.boolean(),
})
const turn = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 5 }),
  /** The generator dies before this move; none: it lives. */
  diesAt: fc.option(fc.nat(20), { freq: 2, nil: undefined }),
})
const schedule = fc.record({
  turns: fc.tuple(turn, turn),
  limit: fc.integer({ min: 20, max: 160 }),
  /** Which turn moves next, and how often its write arrives. */
  moves: fc.array(fc.record({ which: fc.nat(1), arrivals: fc.integer({ min: 1, max: 3 }) }), { minLength: 40, maxLength: 60 }),
})
type Plan = (typeof schedule extends fc.Arbitrary<infer T> ? T : never)["turns"][number]

type Budget = { limit: number; committed: number; spent: number }
const seen = { refused: 0, recovered: 0, manySteps: 0 }

const count = caseCount(3_000, 200_000)
test(`${count} schedules of two turns on one budget with crashes and repeated writes: never over the limit, never below the truth, and all of it spent at the end`, () => {
  fc.assert(fc.property(schedule, playOne), { numRuns: count, seed: testSeed })
  expect(Object.entries(seen).filter(([, times]) => times === 0)).toEqual([])
}, 900_000)

function playOne({ turns, limit, moves }: typeof schedule extends fc.Arbitrary<infer T> ? T : never): void {
  const budget: Budget = { limit, committed: 0, spent: 0 }
  const players = turns.map((plan) => newPlayer(plan, budget))
  const expectBounds = () => {
    const truth = players.reduce((sum, { billed }) => sum + billed(), 0)
    expect(budget.committed).toBeLessThanOrEqual(limit)
    expect(budget.committed).toBeGreaterThanOrEqual(truth)
    expect(budget.committed).toBeGreaterThanOrEqual(budget.spent)
  }
  for (const { which, arrivals } of moves) {
    players[which]?.move(arrivals)
    expectBounds()
  }
  for (const { move, hasEnded } of players) for (let left = 0; left < 40 && !hasEnded(); left++) move(1)
  // Several readers end a dead turn at once.
  for (const { end } of players) for (let nth = 0; nth < 2; nth++) end()
  expectBounds()
  expect(budget.committed).toBe(budget.spent)
  const above = players.reduce((sum, { mostAbove }) => sum + mostAbove(), 0)
  expect(budget.spent - players.reduce((sum, { billed }) => sum + billed(), 0)).toBeLessThanOrEqual(above)
}

/** A turn in the table, its generator, and what the model bills. */
function newPlayer({ steps, diesAt }: Plan, budget: Budget) {
  let stored: { money: StepMoney; isRunning: boolean } | undefined
  let billed = 0
  let unreported = 0
  let called = 0
  let moves = 0
  let isOver = false

  /** The conditions of a write are those of its transaction: a copy that arrives later finds them gone. */
  function change({ committed, spent }: BudgetChange, isLimited: boolean): boolean {
    if (isLimited && budget.committed + committed > budget.limit) return false
    budget.committed += committed
    budget.spent += spent
    return true
  }

  function begin(): boolean {
    if (stored) return stored.isRunning
    const { reserved: nanoDollars } = steps[0] as Plan["steps"][number]
    if (!change({ committed: nanoDollars, spent: 0 }, true)) return false
    stored = { money: { reserved: { step: 1, nanoDollars }, costs: [], settled: 0 }, isRunning: true }
    return true
  }

  function call(): void {
    const { reserved, share } = steps[called++] as Plan["steps"][number]
    billed += Math.floor(reserved * share)
  }

  function endStep(): void {
    if (!stored?.isRunning || stored.money.costs.length !== called - 1) return
    const { reserved, share, isReported } = steps[called - 1] as Plan["steps"][number]
    const cost = isReported ? Math.floor(reserved * share) : reserved
    unreported += cost - Math.floor(reserved * share)
    stored.money = { ...stored.money, costs: [...stored.money.costs, cost] }
  }

  function reserveNext(): boolean {
    const { money, isRunning } = stored as NonNullable<typeof stored>
    if (!isRunning || money.reserved.step !== called || money.costs.length !== called) return isRunning
    const next = nextReservation(money, (steps[called] as Plan["steps"][number]).reserved)
    if (!change(next.change, true)) return false
    stored = { money: next.money, isRunning }
    return true
  }

  function end(): void {
    if (!stored?.isRunning) return
    const { money } = stored
    const { change: last, cost } = finalChange(money)
    change(last, false)
    if (money.costs.length < money.reserved.step) {
      seen.recovered++
      unreported += money.reserved.nanoDollars
    }
    if (money.costs.length > 1) seen.manySteps++
    expect(cost).toBe(money.costs.length < money.reserved.step ? money.settled + money.reserved.nanoDollars : sum(money.costs))
    stored = { money, isRunning: false }
    isOver = true
  }

  /** The generator's moves in order: begin; then call, end of the step, next reservation; the end. */
  function move(arrivals: number): void {
    if (isOver || moves === diesAt) {
      isOver = true
      return
    }
    const phase = moves === 0 ? "begin" : (["call", "endStep", "reserveNext"] as const)[(moves - 1) % 3]
    moves++
    for (let nth = 0; nth < (phase === "call" ? 1 : arrivals); nth++) {
      if (phase === "begin" && !begin()) isOver = true
      if (phase === "call") call()
      if (phase === "endStep") endStep()
      if (phase !== "reserveNext") continue
      if (called === steps.length) end()
      else if (!reserveNext()) {
        seen.refused++
        end()
      }
    }
  }

  return { move, end, hasEnded: () => isOver, billed: () => billed, mostAbove: () => unreported }
}

const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0)

test("a step that has not ended cannot be followed by another one", () => {
  const money: StepMoney = { reserved: { step: 2, nanoDollars: 5 }, costs: [3], settled: 3 }
  expect(() => nextReservation(money, 4)).toThrow(RangeError)
})
