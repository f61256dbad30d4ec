import type { StoreContext } from "../context.ts"
import { despiteConflicts } from "../entities/conflict.ts"
import type { Turn } from "../entities/turn.ts"
import { noUsage } from "../model/price.ts"
import { endTurn, type TurnEnd } from "./end.ts"

/**
 * Ends a turn whose generator is gone, for whoever meets it: with text `interrupted`, without `failed`. What was set aside counts as spent,
 * since nobody knows what the model charged. Does nothing if the turn is no longer as it was seen.
 */
export async function healTurn(context: StoreContext, seen: Turn): Promise<void> {
  const text = seen.text ?? ""
  const now = context.now()
  const code = "model.timeout"
  const reserved = seen.reserved.nanoDollars
  const counted = { status: text ? ("interrupted" as const) : ("failed" as const), usage: noUsage, cost: reserved }
  const end: TurnEnd = { ...counted, at: now, text, error: { code, retryable: true } }
  const { kind } = await despiteConflicts(() => endTurn(context, seen, end, now))
  if (kind === "ended") context.turnEnded({ turnId: seen.turnId, ...counted, reserved, code, healed: true })
}

/**
 * Ends a dead turn for a read, which must work while the table takes no writes: a failure is logged, and the next read tries again.
 * @returns whether the turn has ended
 */
export async function tryToHeal(context: StoreContext, seen: Turn): Promise<boolean> {
  try {
    await healTurn(context, seen)
    return true
  } catch (error) {
    context.log("A turn could not be healed", { turnId: seen.turnId, error })
    return false
  }
}
