import { stageDayOf } from "../budget/stage-day.ts"
import { moneyOf, nextReservation } from "../budget/step-money.ts"
import { stepReservationItems, timeInDay } from "../budget/step-reservation.ts"
import type { StoreContext } from "../context.ts"
import { ConflictError, despiteConflicts } from "../entities/conflict.ts"
import type { Turn } from "../entities/turn.ts"
import type { NanoDollars } from "../model/price.ts"

/** A model call of a turn that has ended. */
export type Step = NonNullable<Turn["steps"]>[number]

/** The turn as it is after a write; `lost`: another process has ended it. */
export type Written = { kind: "written"; turn: Turn } | { kind: "lost" }

/**
 * Stores the end of a turn's step, before a tool runs: a dead turn then costs what the model reported and not the reservation. Safe to repeat.
 */
export async function endStep({ store }: StoreContext, turn: Turn, step: Step): Promise<Written> {
  const { owner, turnId, runId, steps: before = [] } = turn
  const steps = [...before, step]
  const stepCount = steps.length
  const written = await despiteConflicts(() =>
    store.entities.turns
      .patch({ owner, turnId })
      .set({ steps, stepCount })
      .where((item, { eq, notExists }) => {
        const isNext = stepCount === 1 ? notExists(item.stepCount) : eq(item.stepCount, stepCount - 1)
        return `${eq(item.status, "streaming")} AND ${eq(item.runId, runId)} AND ${isNext}`
      })
      .go({ returnOnConditionCheckFailure: "all_old" }),
  )
  const ended = { ...turn, steps, stepCount }
  if (!written.rejected) return { kind: "written", turn: ended }
  const found = written.data as Turn | null
  const isOwn = found?.status === "streaming" && found.runId === runId && found.stepCount === stepCount
  return isOwn ? { kind: "written", turn: ended } : { kind: "lost" }
}

/**
 * Settles the last step of a turn and reserves the money of the next one, in one transaction. Safe to repeat: its token makes it count once,
 * and its conditions do so when the token has expired.
 * @param amount the most that the next step can cost
 * @returns `refused`: a budget has no room for it
 */
export async function reserveStep(context: StoreContext, turn: Turn, amount: NanoDollars): Promise<Written | { kind: "refused" }> {
  const { store, settings, now } = context
  const { owner, turnId, runId, reserved } = turn
  const { money } = nextReservation(moneyOf(turn), amount)
  const next: Turn = { ...turn, reserved: { ...reserved, ...money.reserved }, settled: money.settled }
  const { shards } = await stageDayOf(store, settings, timeInDay(reserved, now()))
  return despiteConflicts(async () => {
    const { canceled, data } = await store.transaction
      .write((entities) => [
        entities.turns
          .patch({ owner, turnId })
          .set({ reserved: next.reserved, settled: money.settled })
          .where((item, { eq, notExists }) => {
            const { step = 1 } = reserved
            const isOpen = step === 1 ? `(${notExists(item.reserved.step)} OR ${eq(item.reserved.step, 1)})` : eq(item.reserved.step, step)
            return `${eq(item.status, "streaming")} AND ${eq(item.runId, runId)} AND ${eq(item.stepCount, step)} AND ${isOpen}`
          })
          .commit({ response: "all_old" }),
        ...stepReservationItems(entities, turn, amount, { settings, shards, now: now() }),
      ])
      .go({ token: `${runId}-step-${money.reserved.step}` })
    if (!canceled) return { kind: "written", turn: next }
    const [ofTurn, ...ofBudgets] = data as { code: string; item?: Turn }[]
    if (ofTurn?.code === "ConditionalCheckFailed") return isReserved(ofTurn.item, next) ? { kind: "written", turn: next } : { kind: "lost" }
    if (ofBudgets.some(({ code }) => code === "ConditionalCheckFailed")) return { kind: "refused" }
    throw new ConflictError()
  })
}

/** Whether an earlier attempt took effect and its reply was lost. */
const isReserved = (found: Turn | undefined, { runId, reserved }: Turn): boolean =>
  found?.status === "streaming" && found.runId === runId && found.reserved.step === reserved.step
