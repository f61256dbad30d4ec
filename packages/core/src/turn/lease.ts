import { isoTime } from "../clock.ts"
import type { StoreContext } from "../context.ts"
import type { Part } from "../entities/part.ts"
import type { Turn } from "../entities/turn.ts"
import { usualPace } from "./pace.ts"

/** A lease from now on, never beyond the generator's deadline: after it no process is left to end the turn. */
export const leaseFrom = ({ now, pace = usualPace }: Pick<StoreContext, "now" | "pace">, deadline: number): string =>
  isoTime(Math.min(deadline, now() + pace.leaseMs))

/** The lease of a new run, and the end of its function for versions without an answer log. */
export const beginLease = (context: StoreContext, deadline: number): Pick<Turn, "firstLeaseUntil" | "leaseUntil"> => ({
  firstLeaseUntil: leaseFrom(context, deadline),
  leaseUntil: isoTime(deadline),
})

/** Whether the generator of a turn is of a version without an answer log: it keeps text, lease and stop flag in the turn itself. */
export const isWithoutLog = ({ firstLeaseUntil }: Turn): boolean => firstLeaseUntil === undefined

/** The lease of a turn's run. @param newest the newest part of its log */
export const leaseOf = ({ firstLeaseUntil, leaseUntil }: Turn, newest: Part | undefined): string =>
  firstLeaseUntil === undefined ? leaseUntil : (newest?.leaseUntil ?? firstLeaseUntil)

export const isOver = (leaseUntil: string, now: number): boolean => leaseUntil < isoTime(now)

/** Whether a turn's generator may be gone, as far as the turn itself tells: its log may hold a later lease. */
export const mayBeDead = (turn: Turn, now: number): boolean => turn.status === "streaming" && isOver(leaseOf(turn, undefined), now)
