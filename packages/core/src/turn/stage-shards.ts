import { scopeOf } from "../budget.ts"
import { dayOf, expiryAfterDays } from "../clock.ts"
import { despiteConflicts } from "../entities/conflict.ts"
import type { Store } from "../entities/store.ts"
import type { TurnSettings } from "./context.ts"
import { shardsOf } from "./reservation.ts"

type Agreed = { day: string; shards: Promise<number> }
const agreedBy = new WeakMap<Store, Agreed>()

/**
 * How many items share the stage's budget today. Whoever asks first on a UTC day settles it for all: other settings would divide the budget
 * anew, and what is used already would no longer be in the way. The limit itself follows the settings at once. A process asks the table once
 * a day.
 */
export function stageShardsOfDay(store: Store, settings: TurnSettings, now: number): Promise<number> {
  const day = dayOf(now)
  const known = agreedBy.get(store)
  if (known?.day === day) return known.shards
  const agreed: Agreed = { day, shards: agree(store, shardsOf(settings), day, now) }
  agreedBy.set(store, agreed)
  agreed.shards.catch(() => {
    if (agreedBy.get(store) === agreed) agreedBy.delete(store)
  })
  return agreed.shards
}

async function agree({ entities }: Store, proposed: number, day: string, now: number): Promise<number> {
  const { data } = await despiteConflicts(() =>
    entities.usages
      .upsert({ scope: scopeOf.shards, day })
      .ifNotExists({ shards: proposed })
      .set({ expiresAt: expiryAfterDays(now, 2) })
      .go({ response: "all_new" }),
  )
  return data.shards ?? proposed
}
