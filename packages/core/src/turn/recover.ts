import { storedText } from "../blocks/stored.ts"
import { totalOf } from "../budget/turn-total.ts"
import type { StoreContext } from "../context.ts"
import { despiteConflicts } from "../entities/conflict.ts"
import type { Turn } from "../entities/turn.ts"
import { hasVisibleText } from "../visible-text.ts"
import { endDead, type TurnEnd } from "./end.ts"
import { isOver, leaseOf, mayBeDead } from "./lease.ts"
import { deleteParts, newestPart, readParts, sealOf } from "./log.ts"
import { runBlocks } from "./log-events.ts"
import { recoveredBlocks } from "./recovered-blocks.ts"

/**
 * Ends a turn if its generator is dead: `interrupted` with the text so far, or `failed` without text. The reservation counts as spent, since
 * nobody knows what the model charged. A turn that changes meanwhile stays as it is.
 * @returns false: the turn has ended, or its generator is alive
 */
export async function recoverIfDead(context: StoreContext, seen: Turn): Promise<boolean> {
  const { store, now } = context
  if (!mayBeDead(seen, now()) || !isOver(leaseOf(seen, await newestPart(store, seen)), now())) return false
  await recoverTurn(context, seen)
  return true
}

async function recoverTurn(context: StoreContext, seen: Turn): Promise<void> {
  const parts = await readParts(context.store, seen)
  const at = context.now()
  if (!isOver(leaseOf(seen, parts.at(-1)), at)) return
  const blocks = recoveredBlocks(runBlocks(seen, parts))
  const hasText = hasVisibleText(storedText(blocks))
  const code = "model.timeout"
  const reserved = (seen.settled ?? 0) + seen.reserved.nanoDollars
  const isKept = hasText || (seen.stepCount ?? 0) > 0
  const counted = { status: isKept ? ("interrupted" as const) : ("failed" as const), ...totalOf(seen) }
  const end: TurnEnd = { ...counted, at, content: isKept ? blocks : [], error: { code, retryable: true } }
  const nextSeq = (parts.at(-1)?.seq ?? 0) + 1
  const { kind } = await despiteConflicts(() => endDead(context, seen, end, nextSeq))
  if (kind !== "ended") return
  const { status, usage, cost } = counted
  context.turnEnded({ turnId: seen.turnId, status, usage, reserved, cost, code, recovered: true })
  await deleteParts(context, [...parts, sealOf(seen, nextSeq, at)])
}

/**
 * Ends a dead turn for a read, which must work while the table takes no writes: a failure is logged, and the next read tries again.
 * @returns whether the turn was dead and has ended
 */
export async function tryToRecover(context: StoreContext, seen: Turn): Promise<boolean> {
  try {
    return await recoverIfDead(context, seen)
  } catch (error) {
    context.log("A dead turn could not be ended", { turnId: seen.turnId, error })
    return false
  }
}
