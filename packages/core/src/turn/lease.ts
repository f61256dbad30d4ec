import { isoTime } from "../clock.ts"
import type { Turn } from "../entities/turn.ts"

/** A generator renews its lease about once a second; one that has not for so long is dead. */
export const leaseMilliseconds = 15_000

/** Never beyond the generator's own deadline: after it nobody is left to end the turn. */
export const leaseFrom = (now: number, deadline: number): string => isoTime(Math.min(deadline, now + leaseMilliseconds))

/** Whether a turn's generator is gone, so that whoever meets the turn has to end it. */
export const isDead = (turn: Turn, now: number): boolean => turn.status === "streaming" && turn.leaseUntil < isoTime(now)
