import { isoTime } from "../clock.ts"
import type { Turn } from "../entities/turn.ts"

/** A generator renews its lease about once a second; after this time without a renewal it counts as dead. */
export const leaseMs = 15_000

/** Never beyond the generator's deadline: after it no process is left to end the turn. */
export const leaseFrom = (now: number, deadline: number): string => isoTime(Math.min(deadline, now + leaseMs))

/** Whether a turn's generator is gone, so that its next reader must end it. */
export const isDead = (turn: Turn, now: number): boolean => turn.status === "streaming" && turn.leaseUntil < isoTime(now)
