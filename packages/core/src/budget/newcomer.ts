import { dayOf, epochSeconds } from "../clock.ts"
import type { Caller, TurnSettings } from "../context.ts"
import type { Store } from "../entities/store.ts"
import { scopeOf } from "./budget.ts"

const dayMs = 86_400_000
/** A turn counts as seen this long after the end of its UTC day. */
const seenAfterMs = 6 * 3_600_000
/** Owners that a process remembers: some 100 bytes each. */
const maxRemembered = 10_000

/** The last day before which an owner was looked up, and what the table said. */
type Known = { until: string; isNewcomer: boolean }
const knownBy = new WeakMap<Store, Map<string, Known>>()

/**
 * Whether a visitor counts as new: no turn of the visitor was paid for on a UTC day that ended at least six hours ago. To use the share of
 * returning visitors, an attacker needs a paid turn per cookie, and a day. A caller without a cookie is new without a read; for others the
 * table is read once per process and day.
 */
export async function isNewcomer(store: Store, { shares }: TurnSettings, caller: Caller, now: number): Promise<boolean> {
  if (caller.isPerson || shares.newcomers >= 1) return false
  const until = dayOf(now - dayMs - seenAfterMs)
  const known = knownIn(store).get(caller.owner)
  // Once seen, always seen: their days are kept for longer than a process lives.
  if (known && (known.until === until || !known.isNewcomer)) return known.isNewcomer
  const answer = !caller.isReturning || !(await hasPaidTurn(store, caller.owner, until, now))
  remember(store, caller.owner, { until, isNewcomer: answer })
  return answer
}

async function hasPaidTurn({ entities }: Store, owner: string, until: string, now: number): Promise<boolean> {
  const { data } = await entities.usages.query
    .primary({ scope: scopeOf.visitor(owner) })
    .lte({ day: until })
    .where(({ spent, expiresAt }, { gt }) => `${gt(spent, 0)} AND ${gt(expiresAt, epochSeconds(now))}`)
    .go({ pages: "all" })
  return data.length > 0
}

function knownIn(store: Store): Map<string, Known> {
  const known = knownBy.get(store) ?? new Map<string, Known>()
  knownBy.set(store, known)
  return known
}

function remember(store: Store, owner: string, answer: Known): void {
  const known = knownIn(store)
  const [oldest] = known.keys()
  if (known.size >= maxRemembered && oldest !== undefined) known.delete(oldest)
  known.set(owner, answer)
}
