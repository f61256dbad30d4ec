import { settleDeleted } from "../budget/settle.ts"
import type { TurnContext } from "../context.ts"
import type { Message } from "../entities/message.ts"
import { retry } from "../entities/retry.ts"
import type { Turn } from "../entities/turn.ts"
import { type Ended, endOwn, type TurnEnd } from "./end.ts"
import type { LogEnd } from "./heartbeat.ts"
import type { Reader } from "./reader.ts"

type Finish = {
  /** When this process will be gone, in milliseconds since 1970. */
  deadline: number
  logEnd: LogEnd
  reader: Reader
}

/** Time for the last event to reach the client. */
export const lastEventMs = 1_000

/**
 * Stores the end of a turn, with repetitions until the deadline, and emits the last event after it. If the end cannot be stored, the stream
 * ends with `store.unavailable`, and the next reader of the turn recovers it.
 * @returns the stored answer, if it was stored
 */
export async function finishTurn(context: TurnContext, turn: Turn, end: TurnEnd, finish: Finish): Promise<Message | undefined> {
  const { deadline, logEnd, reader } = finish
  const { now, log } = context
  const { turnId } = turn
  const untilDeadline = <T>(write: () => Promise<T>) =>
    retry(write, (_error, _attempt, pauseMs) => now() + pauseMs <= deadline - lastEventMs)
  let ended: Ended
  try {
    ended = await untilDeadline(() => endOwn(context, turn, end, logEnd.openSeq))
  } catch (error) {
    log("The end of a turn could not be stored", { turnId, error })
    reader.leave("store.unavailable", end.content)
    return undefined
  }
  if (ended.kind !== "lost") report(context, turn, end)
  if (ended.kind === "ended") {
    reader.end(ended.message)
    return ended.message
  }
  // After the lease another process may have settled the money before the turn was deleted. In doubt the reservation stays counted.
  if (ended.kind === "deleted" && !ended.isSettled && now() < Date.parse(logEnd.leaseUntil)) {
    await untilDeadline(() => settleDeleted(context, turn, end.last)).catch((error: unknown) => {
      log("The money of a deleted turn could not be settled", { turnId, error })
    })
  }
  reader.leave(ended.kind === "deleted" ? "conversation.missing" : "store.unavailable", end.content)
  return undefined
}

function report({ log, turnEnded }: TurnContext, turn: Turn, { status, usage, cost, error }: TurnEnd): void {
  const { turnId } = turn
  const reserved = (turn.settled ?? 0) + turn.reserved.nanoDollars
  if (cost > reserved) log("A turn cost more than its reservation", { turnId, reserved, cost, usage })
  turnEnded({ turnId, status, usage, reserved, cost, ...(error && { code: error.code }), recovered: false })
}
