import { randomInt, randomUUID } from "node:crypto"
import { setTimeout as wait } from "node:timers/promises"
import { epochSeconds, isoTime } from "../clock.ts"
import type { StoreContext } from "../context.ts"
import { ignoreFailedCondition } from "../entities/condition.ts"
import { despiteConflicts } from "../entities/conflict.ts"

/** A scope with `size` slots. */
export type SlotScope = { scope: string; size: number }

export type Slots = {
  /** Releases the slots; they also expire if this is never called or fails. */
  release(): Promise<void>
}

/** An attempt fails if another caller took the slot, or if two writers conflicted. With these sizes a few attempts suffice. */
const maxAttempts = 6
const maxJitterMs = 40

/**
 * Takes one slot in each of several scopes, or in none. The number of holders of a scope never exceeds its size. Each slot is a separate item with an
 * expiry instead of a counter, so that a killed process blocks its slots for at most `holdMs`.
 * @param holdMs the time after which the slots expire; the caller must finish before it
 * @returns undefined if a scope is full, or if other callers were faster in every attempt
 */
export async function takeSlots(
  context: Pick<StoreContext, "store" | "now" | "log">,
  scopes: readonly SlotScope[],
  holdMs: number,
): Promise<Slots | undefined> {
  const { store, now } = context
  const holder = randomUUID()
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    const free = await Promise.all(scopes.map((scope) => freePlace(context, scope)))
    const places = free.filter((place) => place !== undefined)
    if (places.length < scopes.length) return undefined
    const time = now()
    const until = time + holdMs
    const { canceled } = await store.transaction
      .write(({ slots }) =>
        places.map((place) =>
          slots
            .put({ ...place, holder, until: isoTime(until), expiresAt: epochSeconds(until) + 60 })
            .where((item, { notExists, lte }) => `${notExists(item.holder)} OR ${lte(item.until, isoTime(time))}`)
            .commit(),
        ),
      )
      .go()
    if (!canceled) return { release: () => release(context, places, holder) }
    await wait(randomInt(maxJitterMs))
  }
  return undefined
}

type Place = { scope: string; number: number }

// A random slot, so that concurrent callers rarely choose the same one.
async function freePlace({ store, now }: Pick<StoreContext, "store" | "now">, { scope, size }: SlotScope): Promise<Place | undefined> {
  const { data } = await store.entities.slots.query.primary({ scope }).go({ pages: "all", consistent: true })
  const time = isoTime(now())
  const taken = new Set(data.filter(({ until }) => until > time).map(({ number }) => number))
  const free = Array.from({ length: size }, (_, number) => number).filter((number) => !taken.has(number))
  const number = free[free.length > 1 ? randomInt(free.length) : 0]
  return number === undefined ? undefined : { scope, number }
}

async function release({ store, log }: Pick<StoreContext, "store" | "log">, places: Place[], holder: string): Promise<void> {
  await Promise.all(
    places.map((place) =>
      despiteConflicts(() =>
        store.entities.slots
          .delete(place)
          .where((item, { eq }) => eq(item.holder, holder))
          .go(),
      ).catch(ignoreFailedCondition),
    ),
  ).catch((error: unknown) => log("A slot could not be given back; it comes free by itself", { error }))
}
