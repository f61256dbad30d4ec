import { isExpired } from "../clock.ts"
import type { StoreContext } from "../context.ts"
import { ignoreFailedCondition } from "../entities/condition.ts"
import { despiteConflicts } from "../entities/conflict.ts"
import { VisibleError } from "../visible-error.ts"
import { isDead } from "./lease.ts"
import { readTurn } from "./read.ts"
import { tryToRecover } from "./recover.ts"

/**
 * Asks a running turn to stop; its generator sees it with its next heartbeat. Asking again, or for a turn that has ended, changes nothing.
 * @throws VisibleError `turn.missing`, the same for somebody else's
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

export const turnMissing = () => new VisibleError("turn.missing", "There is no such turn, or it is not yours.")
