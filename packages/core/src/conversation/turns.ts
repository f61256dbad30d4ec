import { ignoreFailedCondition } from "../entities/condition.ts"
import { despiteConflicts } from "../entities/conflict.ts"
import type { Store } from "../entities/store.ts"
import type { Turn } from "../entities/turn.ts"
import { readConversation } from "./read.ts"

/** Every turn of an owner, replaced ones included. */
export async function turnsOf({ entities }: Store, owner: string): Promise<Turn[]> {
  const { data } = await entities.turns.query.primary({ owner }).go({ pages: "all", consistent: true })
  return data
}

/** Removes an owner's turns whose conversation is no longer theirs: an interrupted deletion or claim leaves them behind. */
export async function removeStrayTurns(store: Store, owner: string): Promise<void> {
  const turns = Map.groupBy(await turnsOf(store, owner), ({ conversationId }) => conversationId)
  for (const [conversationId, strays] of turns) {
    if (await readConversation(store, owner, conversationId)) continue
    await inBatches(strays, (turn) => deleteTurn(store, turn))
  }
}

/**
 * Deletes a turn if it is still of that conversation. Clients make the ids, so the same id may name a turn of another conversation
 * by now, or before or after signing in.
 */
export async function deleteTurn(
  { entities }: Store,
  { owner, conversationId, turnId }: Pick<Turn, "owner" | "conversationId" | "turnId">,
): Promise<void> {
  await despiteConflicts(() =>
    entities.turns
      .delete({ owner, turnId })
      .where((item, { eq }) => eq(item.conversationId, conversationId))
      .go(),
  ).catch(ignoreFailedCondition)
}

/** Runs a function for each item, `atOnce` at a time: faster than one by one, and within the capacity of a shared table. */
export async function inBatches<T>(items: readonly T[], run: (item: T) => Promise<unknown>, atOnce = 20): Promise<void> {
  for (let start = 0; start < items.length; start += atOnce) await Promise.all(items.slice(start, start + atOnce).map(run))
}
