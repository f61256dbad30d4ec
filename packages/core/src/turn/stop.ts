import { isExpired } from "../clock.ts"
import type { StoreContext } from "../context.ts"
import { ignoreFailedCondition } from "../entities/condition.ts"
import { despiteConflicts } from "../entities/conflict.ts"
import { VisibleError } from "../visible-error.ts"
import { isDead } from "./lease.ts"
import { readTurn } from "./read.ts"
import { tryToRecover } from "./recover.ts"

/**
 * Requests the stop of a running turn; its generator sees the request with its next heartbeat. A repetition changes nothing, nor does the
 * stop of a turn that has ended.
 * @throws VisibleError `turn.missing`, also for another owner's turn
 */
export async function stopTurn(context: StoreContext, owner: string, turnId: string): Promise<void> {
  const { turns } = context.store.entities
  await despiteConflicts(() =>
    turns
      .patch({ owner, turnId })
      .set({ stopRequested: true })
      .where((item, { eq }) => eq(item.status, "streaming"))
      .go(),
  ).catch(ignoreFailedCondition)
  const turn = await readTurn(context.store, owner, turnId)
  if (!turn || isExpired(turn, context.now())) throw turnMissing()
  if (isDead(turn, context.now())) await tryToRecover(context, turn)
}

export const turnMissing = () => new VisibleError("turn.missing", "This turn does not exist, or it belongs to another owner.")
