import { setTimeout as wait } from "node:timers/promises"
import type { TurnContext } from "../context.ts"
import type { Message } from "../entities/message.ts"
import type { Turn } from "../entities/turn.ts"
import { type Ended, endTurn, settleMoneyOnly, type TurnEnd } from "./end.ts"
import { type Emit, endEvent, errorEvent } from "./events.ts"

type Settling = {
  deadline: number
  /** Until then nobody else can have ended the turn. */
  leaseUntil: string
  emit: Emit
}

/** Time left for the last event to reach the client. */
export const lastWordMilliseconds = 1_000

/**
 * Stores the end of a turn, trying again while there is time, and only then says it. If it cannot be stored, nothing is claimed: the stream
 * ends in `store.unavailable` and whoever meets the turn next ends it.
 * @returns the stored answer, if it was stored
 */
export async function settleTurn(
  context: TurnContext,
  turn: Turn,
  end: TurnEnd,
  { deadline, leaseUntil, emit }: Settling,
): Promise<Message | undefined> {
  const broken = end.text ? "interrupted" : "failed"
  const length = end.text.length
  let ended: Ended
  try {
    ended = await persistently(context, deadline, () => endTurn(context, turn, end))
  } catch (error) {
    context.log("The end of a turn could not be stored", { turnId: turn.turnId, error })
    emit(errorEvent("store.unavailable", broken, length))
    return undefined
  }
  if (ended.kind !== "lost") {
    const { turnId } = turn
    const { status, usage, cost, error } = end
    const reserved = turn.reserved.nanoDollars
    if (cost > reserved) context.log("A turn cost more than was set aside for it", { turnId, reserved, cost, usage })
    context.turnEnded({ turnId, status, usage, reserved, cost, ...(error && { code: error.code }), healed: false })
  }
  if (ended.kind === "ended") {
    emit(endEvent(ended.message))
    return ended.message
  }
  // A turn that was ended by another before it was deleted is counted already; when in doubt, what was set aside stays set aside.
  if (ended.kind === "deleted" && !ended.counted && context.now() < Date.parse(leaseUntil)) {
    await persistently(context, deadline, () => settleMoneyOnly(context, turn, end.cost, end.usage)).catch((error: unknown) => {
      context.log("The money of a deleted turn could not be settled", { turnId: turn.turnId, error })
    })
  }
  emit(errorEvent(ended.kind === "deleted" ? "conversation.missing" : "store.unavailable", broken, length))
  return undefined
}

async function persistently<T>({ now }: TurnContext, deadline: number, write: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await write()
    } catch (error) {
      const backoff = Math.random() * Math.min(1_000, 50 * 2 ** attempt)
      if (now() + backoff > deadline - lastWordMilliseconds) throw error
      await wait(backoff)
    }
  }
}
