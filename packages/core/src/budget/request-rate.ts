import type { Caller, StoreContext } from "../context.ts"
import { isFailedCondition } from "../entities/condition.ts"
import { despiteConflicts } from "../entities/conflict.ts"
import { scopeOf } from "./budget.ts"
import { minuteExceeded, minuteExpiry, minuteOf } from "./minute.ts"

/**
 * A request's cost against `REQUESTS_PER_MINUTE`, by the amount that it may read: a search up to 4 MB, an export everything that is stored. A stop
 * costs nothing and is never refused: an answer that cannot be stopped costs more than any number of stops.
 */
export const requestWeights = { change: 1, join: 2, search: 3, exportOne: 5, exportAll: 20 } as const
export type CountedRequest = keyof typeof requestWeights

/** Several users may share an address: as many as the default budgets allow. */
const visitorsPerAddress = 5

/**
 * Counts a request in the current UTC minute of its owner and of its address.
 * @throws VisibleError `rate.exceeded` if it exceeds one of the two limits; the table's own error if it cannot be counted
 */
export async function countRequest(
  { store, settings, now }: Pick<StoreContext, "store" | "settings" | "now">,
  { owner, address }: Caller,
  kind: CountedRequest,
): Promise<void> {
  const limit = settings.requestsPerMinute
  if (limit === 0) return
  const time = now()
  const count = async (whose: "visitor" | "address", scope: string, most: number) => {
    // Every kind of request fits even the smallest limit.
    const weight = Math.min(requestWeights[kind], most)
    const counted = despiteConflicts(() =>
      store.entities.usages
        .upsert({ scope, day: minuteOf(time) })
        .add({ requests: weight })
        .set({ expiresAt: minuteExpiry(time) })
        .where((item, { notExists, lte }) => `${notExists(item.requests)} OR ${lte(item.requests, most - weight)}`)
        .go(),
    )
    await counted.catch((error: unknown) => {
      throw isFailedCondition(error) ? minuteExceeded(whose, "requests", most, time) : error
    })
  }
  await Promise.all([
    count("visitor", scopeOf.minute(owner), limit),
    count("address", scopeOf.minuteOfAddress(address), limit * visitorsPerAddress),
  ])
}
