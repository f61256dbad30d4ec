import { expect, test } from "vitest"
import { minuteExceeded, minuteExpiry, minuteOf, startOfNextMinute } from "../../src/budget/minute.ts"

const now = Date.parse("2026-11-22T23:59:12.345Z")

test("a minute is named by its UTC time and ends at the next minute, also across midnight", () => {
  expect(minuteOf(now)).toBe("2026-11-22T23:59")
  expect(new Date(startOfNextMinute(now)).toISOString()).toBe("2026-11-23T00:00:00.000Z")
  expect(startOfNextMinute(Date.parse("2026-11-22T09:30:00.000Z"))).toBe(Date.parse("2026-11-22T09:31:00.000Z"))
  expect(minuteExpiry(now)).toBe(Math.floor(now / 1_000) + 600)
})

test.each([
  ["visitor", "The limit is 20 turns per minute. Try again in the next minute."],
  ["address", "The limit is 20 turns per minute from one network address. Try again in the next minute."],
] as const)("the refusal of a full minute names the %s's limit and when it ends", (scope, words) => {
  const refused = minuteExceeded(scope, "turns", 20, now)
  expect({ code: refused.code, message: refused.message, extras: refused.extras }).toEqual({
    code: "rate.exceeded",
    message: words,
    extras: { scope, limit: 20, resetAt: "2026-11-23T00:00:00.000Z", retryAfter: 48 },
  })
})
