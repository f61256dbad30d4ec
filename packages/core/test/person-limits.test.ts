import { expect, test } from "vitest"
import { personSettings } from "../src/person-limits.ts"
import { testSettings } from "./support/world.ts"

const roles = { staff: { budget: 5e9, turns: 10 }, night: { budget: 1e9, turns: 900 }, closed: { budget: 0, turns: 0 } }
const limitsFor = (held: string[]) => {
  const { budgets, turnsPerVisitorDaily, ...rest } = personSettings(testSettings, roles, held)
  const { budgets: _, turnsPerVisitorDaily: __, ...others } = testSettings
  expect(rest).toEqual(others)
  return { ...budgets, turns: turnsPerVisitorDaily }
}
const stage = testSettings.budgets.stage

test("whoever has no role with limits has a visitor's, and none for the address that a whole office shares", () => {
  const own = { visitor: testSettings.budgets.visitor, address: stage, stage, turns: testSettings.turnsPerVisitorDaily }
  expect(limitsFor([])).toEqual(own)
  expect(limitsFor(["unknown", "__proto__", "constructor"])).toEqual(own)
})

test("of several roles the largest limit each counts", () => {
  expect(limitsFor(["staff"])).toEqual({ visitor: 5e9, address: stage, stage, turns: 10 })
  expect(limitsFor(["night", "staff", "unknown"])).toEqual({ visitor: 5e9, address: stage, stage, turns: 900 })
})

test("a role may be closed", () => {
  expect(limitsFor(["closed"])).toEqual({ visitor: 0, address: stage, stage, turns: 0 })
})
