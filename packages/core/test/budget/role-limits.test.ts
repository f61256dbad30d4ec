import { expect, test } from "vitest"
import { personSettings } from "../../src/budget/role-limits.ts"
import { testSettings } from "../support/world.ts"

const roles = { staff: { budget: 5e9, turns: 10 }, night: { budget: 1e9, turns: 900 }, closed: { budget: 0, turns: 0 } }
const limitsFor = (held: string[]) => {
  const { budgets, turnsPerVisitorDaily, turnsPerMinute, ...rest } = personSettings(settings, roles, held)
  const { budgets: _, turnsPerVisitorDaily: __, turnsPerMinute: ___, ...others } = settings
  expect(rest).toEqual(others)
  return { ...budgets, turns: turnsPerVisitorDaily, minute: turnsPerMinute }
}
const settings = { ...testSettings, turnsPerMinute: { visitor: 5, address: 20 } }
const { stage } = settings.budgets
const minute = { visitor: 5, address: 0 }

test("a user without a role with limits has the limits of a visitor and of an address", () => {
  const own = { ...settings.budgets, turns: settings.turnsPerVisitorDaily, minute: settings.turnsPerMinute }
  expect(limitsFor([])).toEqual(own)
  expect(limitsFor(["unknown", "__proto__", "constructor"])).toEqual(own)
})

test("of several roles the largest limit of each kind applies, and the shared address has no limit", () => {
  expect(limitsFor(["staff"])).toEqual({ visitor: 5e9, address: stage, stage, turns: 10, minute })
  expect(limitsFor(["night", "staff", "unknown"])).toEqual({ visitor: 5e9, address: stage, stage, turns: 900, minute })
})

test("a role's budget may be 0", () => {
  expect(limitsFor(["closed"])).toEqual({ visitor: 0, address: stage, stage, turns: 0, minute })
})
