import { isExpired } from "../clock.ts"
import type { StoreContext } from "../context.ts"
import { ignoreFailedCondition } from "../entities/condition.ts"
import { despiteConflicts } from "../entities/conflict.ts"
import type { Turn } from "../entities/turn.ts"
import { VisibleError } from "../visible-error.ts"
import { isWithoutLog } from "./lease.ts"
import { appendMark } from "./log.ts"
import { readTurn } from "./read.ts"
import { tryToRecover } from "./recover.ts"

/**
 * Requests the stop of a running turn; its generator meets the request in its log with its next heartbeat. A repetition changes nothing, nor
 * does the stop of a turn that has ended.
 * @throws VisibleError `turn.missing`, also for another owner's turn
 */
export async function stopTurn(context: StoreContext, owner: string, turnId: string): Promise<void> {
  const turn = await readTurn(context.store, owner, turnId)
  if (!turn || isExpired(turn, context.now())) throw turnMissing()
  if (turn.status !== "streaming" || (await tryToRecover(context, turn))) return
  if (isWithoutLog(turn)) await setFlag(context, turn)
  else await appendMark(context, turn, "stop")
}

/** The generator of a version without an answer log reads the turn. */
async function setFlag({ store }: StoreContext, { owner, turnId }: Turn): Promise<void> {
  await despiteConflicts(() =>
    store.entities.turns
      .patch({ owner, turnId })
      .set({ stopRequested: true })
      .where((item, { eq }) => eq(item.status, "streaming"))
      .go(),
  ).catch(ignoreFailedCondition)
}

export const turnMissing = () => new VisibleError("turn.missing", "This turn does not exist, or it belongs to another owner.")
