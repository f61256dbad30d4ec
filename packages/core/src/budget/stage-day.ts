import { randomBytes } from "node:crypto"
import { dayOf, expiryAfterDays } from "../clock.ts"
import type { TurnSettings } from "../context.ts"
import { despiteConflicts } from "../entities/conflict.ts"
import type { Store } from "../entities/store.ts"
import { scopeOf } from "./budget.ts"
import { shardsOf } from "./stage-budget.ts"

export type StageDay = {
  /** How many items share the stage's budget. */
  shards: number
  /** 256 random bits in base64url, the key that addresses are hashed with. */
  addressKey: string
}

const addressKeyBytes = 32
/** TTL of the day's item: the key of a day must not outlive what it protects by more than a day. */
const dayRetentionDays = 2

type Agreed = { day: string; stageDay: Promise<StageDay> }
const agreedBy = new WeakMap<Store, Agreed>()

/**
 * The shard count and the address key of a stage for one UTC day. The first caller of a UTC day fixes both for that day. Changing the count
 * would orphan what the old shards have already spent, and another key would give every address a second budget. The limit itself follows
 * the settings at once. A process reads them once a day; a failure is not cached.
 */
export function stageDayOf(store: Store, settings: TurnSettings, now: number): Promise<StageDay> {
  const day = dayOf(now)
  const known = agreedBy.get(store)
  if (known?.day === day) return known.stageDay
  const agreed: Agreed = { day, stageDay: agree(store, shardsOf(settings), day, now) }
  agreedBy.set(store, agreed)
  agreed.stageDay.catch(() => {
    if (agreedBy.get(store) === agreed) agreedBy.delete(store)
  })
  return agreed.stageDay
}

async function agree({ entities }: Store, proposed: number, day: string, now: number): Promise<StageDay> {
  const { data } = await despiteConflicts(() =>
    entities.usages
      .upsert({ scope: scopeOf.shards, day })
      .ifNotExists({ shards: proposed, addressKey: randomBytes(addressKeyBytes).toString("base64url") })
      .set({ expiresAt: expiryAfterDays(now, dayRetentionDays) })
      .go({ response: "all_new" }),
  )
  const { shards, addressKey } = data
  if (shards === undefined || addressKey === undefined) throw new Error("The stage's item of the day is not whole")
  return { shards, addressKey }
}
