/** Milliseconds since 1970, UTC. Passed in, so that leases, days and expiry can be tested. */
export type Clock = () => number

export const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString()
export const epochSeconds = (milliseconds: number): number => Math.floor(milliseconds / 1_000)

/** The UTC day that budgets and usage are counted by, as `2026-11-22`. */
export const dayOf = (milliseconds: number): string => isoTime(milliseconds).slice(0, 10)

export const startOfNextDay = (milliseconds: number): number => Date.parse(`${dayOf(milliseconds)}T00:00:00.000Z`) + 86_400_000

/** When something written now stops to exist, in epoch seconds (the table's TTL attribute). */
export const expiryAfterDays = (milliseconds: number, days: number): number => epochSeconds(milliseconds) + days * 86_400

export const expiryAfterMinutes = (milliseconds: number, minutes: number): number => epochSeconds(milliseconds) + minutes * 60

/** Expired items count as absent: DynamoDB removes them up to days later. */
export const isExpired = (item: { expiresAt?: number | undefined }, milliseconds: number): boolean =>
  item.expiresAt !== undefined && item.expiresAt <= epochSeconds(milliseconds)
