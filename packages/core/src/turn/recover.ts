import type { StoreContext } from "../context.ts"
import { despiteConflicts } from "../entities/conflict.ts"
import type { Turn } from "../entities/turn.ts"
import { noUsage } from "../model/price.ts"
import { endDead, type TurnEnd } from "./end.ts"

/**
 * Ends a turn whose generator died: `interrupted` with the text so far, or `failed` without text. The reservation counts as spent, since
 * nobody knows what the model charged. Does nothing if the turn has changed since it was read.
 */
export async function recoverTurn(context: StoreContext, seen: Turn): Promise<void> {
  const text = seen.text ?? ""
  const code = "model.timeout"
  const reserved = seen.reserved.nanoDollars
  const counted = { status: text ? ("interrupted" as const) : ("failed" as const), usage: noUsage, cost: reserved }
  const end: TurnEnd = { ...counted, at: context.now(), text, error: { code, retryable: true } }
  const { kind } = await despiteConflicts(() => endDead(context, seen, end))
  if (kind === "ended") context.turnEnded({ turnId: seen.turnId, ...counted, reserved, code, recovered: true })
}

/**
 * Ends a dead turn for a read, which must work while the table takes no writes: a failure is logged, and the next read tries again.
 * @returns whether the turn has ended
 */
export async function tryToRecover(context: StoreContext, seen: Turn): Promise<boolean> {
  try {
    await recoverTurn(context, seen)
    return true
  } catch (error) {
    context.log("A dead turn could not be ended", { turnId: seen.turnId, error })
    return false
  }
}
