/** Milliseconds since 1970, UTC. An argument, so that leases, days and expiry can be tested. */
export type Clock = () => number

export const isoTime = (ms: number): string => new Date(ms).toISOString()
export const epochSeconds = (ms: number): number => Math.floor(ms / 1_000)

/** The UTC day that budgets and usage are counted by, as `2026-11-22`. */
export const dayOf = (ms: number): string => isoTime(ms).slice(0, 10)

export const startOfNextDay = (ms: number): number => Date.parse(`${dayOf(ms)}T00:00:00.000Z`) + 86_400_000

/** When an item written now expires, in epoch seconds (the table's TTL attribute). */
export const expiryAfterDays = (ms: number, days: number): number => epochSeconds(ms) + days * 86_400

export const expiryAfterMinutes = (ms: number, minutes: number): number => epochSeconds(ms) + minutes * 60

/** Expired items count as absent: DynamoDB removes them up to days later. */
export const isExpired = (item: { expiresAt?: number | undefined }, ms: number): boolean =>
  item.expiresAt !== undefined && item.expiresAt <= epochSeconds(ms)
