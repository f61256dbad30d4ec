import { expiryAfterMinutes, isoTime } from "../clock.ts"
import { VisibleError } from "../visible-error.ts"

/** How long the counters of a minute are kept: longer than the clocks of two functions differ. */
const minuteRetentionMinutes = 10

/** The UTC minute that rates are counted by, as `2026-11-22T09:30`. It is the sort key of a minute's usage item, in place of the day. */
export const minuteOf = (ms: number): string => isoTime(ms).slice(0, 16)

export const startOfNextMinute = (ms: number): number => Date.parse(`${minuteOf(ms)}:00.000Z`) + 60_000

/** The TTL of a minute's usage item, in epoch seconds. */
export const minuteExpiry = (ms: number): number => expiryAfterMinutes(ms, minuteRetentionMinutes)

const whose = { visitor: "", address: " from one network address" }

/**
 * The refusal of a call whose minute is full: 429 with the seconds until the next UTC minute.
 * @param what the noun of what is counted, in the plural
 */
export function minuteExceeded(scope: keyof typeof whose, what: "turns" | "requests", limit: number, now: number): VisibleError {
  const resetAt = startOfNextMinute(now)
  return new VisibleError("rate.exceeded", `The limit is ${limit} ${what} per minute${whose[scope]}. Try again in the next minute.`, {
    scope,
    limit,
    resetAt: isoTime(resetAt),
    retryAfter: Math.ceil((resetAt - now) / 1_000),
  })
}
