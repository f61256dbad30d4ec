import { isDeepStrictEqual } from "node:util"
import type { StoredBlock } from "../blocks/stored.ts"
import { settle } from "../budget/settle.ts"
import type { TurnTotal } from "../budget/turn-total.ts"
import { expiryAfterDays, isoTime } from "../clock.ts"
import type { StoreContext } from "../context.ts"
import { ConflictError } from "../entities/conflict.ts"
import type { Message } from "../entities/message.ts"
import type { EndStatus, StopCause, Turn } from "../entities/turn.ts"
import type { PathPlace } from "../model/history.ts"
import type { ErrorCode } from "../visible-error.ts"
import { isWithoutLog } from "./lease.ts"
import { sealOf } from "./log.ts"
import { freedSlot } from "./slot-writes.ts"

export type TurnEnd = Partial<PathPlace> &
  TurnTotal & {
    /** When it ended, in milliseconds since 1970: fixed, so that a repeated write is the same write. */
    at: number
    status: EndStatus
    /** Empty if it failed. */
    content: StoredBlock[]
    stopReason?: string
    reason?: StopCause
    error?: { code: ErrorCode; retryable: boolean }
  }

export type Ended =
  | { kind: "ended"; message: Message }
  /** Another process ended the turn and settled its money; nothing was stored. */
  | { kind: "lost" }
  /** The turn or its conversation was deleted; nothing of the answer was stored. */
  | { kind: "deleted"; isSettled: boolean }

/**
 * Ends the turn of this run. Safe to repeat: a token makes the same end count once.
 * @param openSeq the number of a part of its log that may yet arrive: a seal takes the place
 */
export async function endOwn(context: StoreContext, turn: Turn, end: TurnEnd, openSeq?: number): Promise<Ended> {
  const message = messageOf(context, turn, end)
  const ended = await endTurn(context, turn, end, message, { token: (name) => `${turn.runId}-${name}`, openSeq })
  return ended.kind === "lost" && (await isStored(context, message)) ? { kind: "ended", message } : ended
}

/**
 * Ends a turn whose lease was over at `end.at` and that has not changed since it was read. Several processes may try it at once with
 * different times: the condition lets one of them through, without a token.
 * @param nextSeq the number after the newest part of its log: if another part has it, the generator is alive, and nothing is written
 */
export const endDead = (context: StoreContext, seen: Turn, end: TurnEnd, nextSeq: number): Promise<Ended> =>
  endTurn(context, seen, end, messageOf(context, seen, end), isWithoutLog(seen) ? { leaseOverAt: end.at } : { nextSeq })

type Ending = { token?: (name: string) => string; leaseOverAt?: number; openSeq?: number | undefined; nextSeq?: number }

/** One transaction: the assistant's message, the turn without its text, the free slot, the settled money. */
async function endTurn(context: StoreContext, turn: Turn, end: TurnEnd, message: Message, ending: Ending): Promise<Ended> {
  const token = (name: string) => (ending.token ? { token: ending.token(name) } : {})
  const written = await write(context, turn, end, message, ending).go(token("end"))
  if (!written.canceled) return { kind: "ended", message }

  const [turnWrite, conversationWrite] = written.data as { code: string; item?: unknown }[]
  const isTurnRefused = turnWrite?.code === "ConditionalCheckFailed"
  const isSealRefused = ending.nextSeq !== undefined && written.data.at(-1)?.code === "ConditionalCheckFailed"
  if ((isTurnRefused && turnWrite.item) || isSealRefused) return { kind: "lost" }
  if (isTurnRefused || conversationWrite?.code === "ConditionalCheckFailed") {
    // The conversation was deleted: only the money is settled. An earlier attempt may have done this and lost its reply before the turn
    // was deleted too. The token detects it, so the write is sent even if the turn is gone.
    const closed = await write(context, turn, end, undefined, ending).go(token("closed"))
    if (!closed.canceled) return { kind: "deleted", isSettled: true }
    if (isTurnRefused) return { kind: "deleted", isSettled: false }
  }
  throw new ConflictError()
}

/**
 * Whether an earlier attempt stored this very end: its reply was lost, and its token expired or the database keeps none. The message of a
 * recovered turn has another time, cost and error.
 */
async function isStored(
  { store }: StoreContext,
  { conversationId, messageId, createdAt, status, cost, content }: Message,
): Promise<boolean> {
  const { data } = await store.entities.messages.get({ conversationId, messageId }).go({ consistent: true })
  if (!data || data.createdAt !== createdAt || data.status !== status || data.cost !== cost) return false
  return isDeepStrictEqual(data.content, content)
}

function write({ store }: StoreContext, turn: Turn, end: TurnEnd, message: Message | undefined, ending: Ending) {
  const { leaseOverAt, openSeq, nextSeq } = ending
  const { owner, turnId, runId, reserved, stepCount } = turn
  return store.transaction.write((entities) => {
    const { turns, messages, parts } = entities
    const ended = turns
      .patch({ owner, turnId })
      .set({ status: end.status, reserved: withoutAddress(reserved), ...(end.error && { error: end.error }) })
      .remove(["text", "stopRequested"])
      .where((item, { eq, lt, notExists }) => {
        const { step } = reserved
        // The generator of a turn with the same steps has not gone on: what is settled is what was read.
        const isAtStep = [
          stepCount === undefined ? notExists(item.stepCount) : eq(item.stepCount, stepCount),
          step === undefined ? notExists(item.reserved.step) : eq(item.reserved.step, step),
        ].join(" AND ")
        const isThisRun = `${eq(item.status, "streaming")} AND ${eq(item.runId, runId)} AND ${isAtStep}`
        return leaseOverAt === undefined ? isThisRun : `${isThisRun} AND ${lt(item.leaseUntil, isoTime(leaseOverAt))}`
      })
      .commit({ response: "all_old" })
    return [ended, ...(message ? answer(message) : []), ...settle(entities, turn, end.last), ...seal()]

    function seal() {
      if (nextSeq !== undefined) return [parts.create(sealOf(turn, nextSeq, end.at)).commit()]
      return openSeq === undefined ? [] : [parts.put(sealOf(turn, openSeq, end.at)).commit()]
    }

    function answer(stored: Message) {
      const freed = freedSlot(entities, turn, { updatedAt: isoTime(end.at), expiresAt: stored.expiresAt })
      return [freed.commit({ response: "all_old" }), messages.put(stored).commit()]
    }
  })
}

/** Address and network are not kept once the money is settled. */
const withoutAddress = ({ address: _, network: __, ...kept }: Turn["reserved"]): Turn["reserved"] => kept

function messageOf({ settings }: StoreContext, turn: Turn, end: TurnEnd): Message {
  const { conversationId, messageId, turnId, parentTurnId, continues, modelId } = turn
  const { status, content, stopReason, reason, usage, cost, estimated, error, pathTokens, historyFrom } = end
  return {
    conversationId,
    messageId,
    turnId,
    ...(parentTurnId !== undefined && { parentTurnId }),
    ...(continues && { continues }),
    modelId,
    role: "assistant",
    status,
    content,
    createdAt: isoTime(end.at),
    usage,
    cost,
    ...(estimated && { estimated }),
    expiresAt: expiryAfterDays(end.at, settings.retentionDays),
    ...(stopReason && { stopReason }),
    ...(reason && { reason }),
    ...(error && { error }),
    ...(pathTokens !== undefined && { pathTokens }),
    ...(historyFrom !== undefined && { historyFrom }),
  }
}
