import type { StoreContext } from "../context.ts"
import { ConflictError } from "../entities/conflict.ts"
import type { TransactionEntities } from "../entities/store.ts"
import type { Turn } from "../entities/turn.ts"
import { type NanoDollars, noUsage, type TokenUsage } from "../model/price.ts"
import { countedIn, scopeOf } from "./budget.ts"
import { finalChange, moneyOf } from "./step-money.ts"

/** What a model call cost, and what the model reported of it. Without a report the cost is an upper bound. */
export type Spent = { cost: NanoDollars; usage?: TokenUsage }

/**
 * The writes that replace a turn's reservation by its cost, on exactly the items and the day of the reservation; committed in the transaction
 * that ends the turn. The steps before the last one are settled already. The turn stays counted, even if it cost nothing: otherwise a model that
 * refuses calls could be called without limit.
 */
export function settle({ usages }: Pick<TransactionEntities, "usages">, turn: Turn, { cost, usage = noUsage }: Spent) {
  const { owner, reserved } = turn
  const { inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens } = usage
  const added = { inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens }
  const { day, address, network, shard } = reserved
  const { change } = finalChange(moneyOf(turn), cost)
  const settled = { ...change, ...added }
  const own = [scopeOf.visitor(owner), ...(address ? [scopeOf.address(address)] : []), ...(network ? [scopeOf.network(network)] : [])]
  return [
    ...own.map((scope) => usages.upsert({ scope, day }).add(settled).commit()),
    usages
      .upsert({ scope: scopeOf.stage(shard), day })
      .add({ ...settled, ...countedIn(reserved, settled.committed) })
      .commit(),
  ]
}

/** Settles the money of a turn that was deleted while it ran: no other item of it is left to write. */
export async function settleDeleted({ store }: StoreContext, turn: Turn, spent: Spent): Promise<void> {
  const { canceled } = await store.transaction.write((entities) => settle(entities, turn, spent)).go({ token: `${turn.runId}-money` })
  if (canceled) throw new ConflictError()
}
