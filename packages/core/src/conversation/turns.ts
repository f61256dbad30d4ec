import { ignoreFailedCondition } from "../entities/condition.ts"
import { despiteConflicts } from "../entities/conflict.ts"
import type { Store } from "../entities/store.ts"
import type { Turn } from "../entities/turn.ts"
import { inBatches } from "./batches.ts"
import { readConversation } from "./read.ts"

/** Every turn of an owner, the items that only keep the id of a replaced one too. */
export async function turnsOf({ entities }: Store, owner: string): Promise<Turn[]> {
  const { data } = await entities.turns.query.primary({ owner }).go({ pages: "all", consistent: true })
  return data
}

/** Removes an owner's turns whose conversation is no longer theirs: what a deletion or an adoption that was cut short left behind. */
export async function removeStrayTurns(store: Store, owner: string): Promise<void> {
  const turns = Map.groupBy(await turnsOf(store, owner), ({ conversationId }) => conversationId)
  for (const [conversationId, strays] of turns) {
    if (await readConversation(store, owner, conversationId)) continue
    await inBatches(strays, (turn) => deleteTurn(store, turn))
  }
}

/**
 * Deletes a turn if it is still of that conversation. Clients make the ids: the same one may meanwhile, or in the time before signing in or
 * after it, name a turn of another conversation.
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
