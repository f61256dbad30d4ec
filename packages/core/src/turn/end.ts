import { storedText } from "../blocks/stored.ts"
import { settle } from "../budget/settle.ts"
import { expiryAfterDays, isoTime } from "../clock.ts"
import type { StoreContext } from "../context.ts"
import { ConflictError } from "../entities/conflict.ts"
import type { Message } from "../entities/message.ts"
import type { EndStatus, Turn } from "../entities/turn.ts"
import type { NanoDollars, TokenUsage } from "../model/price.ts"
import type { ErrorCode } from "../visible-error.ts"

export type TurnEnd = {
  /** When it ended, in milliseconds since 1970: fixed, so that a repeated write is the same write. */
  at: number
  status: EndStatus
  text: string
  stopReason?: string
  usage: TokenUsage
  cost: NanoDollars
  error?: { code: ErrorCode; retryable: boolean }
}

export type Ended =
  | { kind: "ended"; message: Message }
  /** Another process ended the turn and settled its money; nothing was stored. */
  | { kind: "lost" }
  /** The turn or its conversation was deleted; nothing of the answer was stored. */
  | { kind: "deleted"; isSettled: boolean }

/** Ends the turn of this run. Safe to repeat: a token makes the same end count once. */
export async function endOwn(context: StoreContext, turn: Turn, end: TurnEnd): Promise<Ended> {
  const message = messageOf(context, turn, end)
  const ended = await endTurn(context, turn, end, message, { token: (name) => `${turn.runId}-${name}` })
  return ended.kind === "lost" && (await isStored(context, message)) ? { kind: "ended", message } : ended
}

/**
 * Ends a turn whose lease was over at `end.at` and that has not changed since it was read. Several processes may try it at once with
 * different times: the condition lets one of them through, without a token.
 */
export const endDead = (context: StoreContext, seen: Turn, end: TurnEnd): Promise<Ended> =>
  endTurn(context, seen, end, messageOf(context, seen, end), { leaseOverAt: end.at })

type Ending = { token?: (name: string) => string; leaseOverAt?: number }

/** One transaction: the assistant's message, the turn without its text, the free slot, the settled money. */
async function endTurn(context: StoreContext, turn: Turn, end: TurnEnd, message: Message, ending: Ending): Promise<Ended> {
  const token = (name: string) => (ending.token ? { token: ending.token(name) } : {})
  const written = await write(context, turn, end, message, ending).go(token("end"))
  if (!written.canceled) return { kind: "ended", message }

  const [turnWrite, conversationWrite] = written.data as { code: string; item?: unknown }[]
  const isTurnRefused = turnWrite?.code === "ConditionalCheckFailed"
  if (isTurnRefused && turnWrite.item) return { kind: "lost" }
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
  return storedText(data.content) === storedText(content)
}

function write({ store }: StoreContext, turn: Turn, end: TurnEnd, message: Message | undefined, { leaseOverAt }: Ending) {
  const { owner, turnId, conversationId, runId, reserved } = turn
  return store.transaction.write((entities) => {
    const { turns, conversations, messages } = entities
    const ended = turns
      .patch({ owner, turnId })
      .set({ status: end.status, reserved: withoutAddress(reserved), ...(end.error && { error: end.error }) })
      .remove(["text", "stopRequested"])
      .where((item, { eq, lt }) => {
        const isThisRun = `${eq(item.status, "streaming")} AND ${eq(item.runId, runId)}`
        return leaseOverAt === undefined ? isThisRun : `${isThisRun} AND ${lt(item.leaseUntil, isoTime(leaseOverAt))}`
      })
      .commit({ response: "all_old" })
    return [ended, ...(message ? answer(message) : []), ...settle(entities, turn, end)]

    function answer(stored: Message) {
      const freed = conversations
        .patch({ owner, conversationId })
        .remove(["activeTurnId"])
        .set({ updatedAt: isoTime(end.at), expiresAt: stored.expiresAt })
        .add({ messageCount: 1 })
        .where((item, { eq, notExists }) => `${eq(item.activeTurnId, turnId)} AND ${notExists(item.deletedAt)}`)
        .commit({ response: "all_old" })
      return [freed, messages.put(stored).commit()]
    }
  })
}

/** Address and network are not kept once the money is settled. */
const withoutAddress = ({ address: _, network: __, ...kept }: Turn["reserved"]): Turn["reserved"] => kept

function messageOf({ settings }: StoreContext, turn: Turn, end: TurnEnd): Message {
  const { conversationId, messageId, turnId, modelId } = turn
  const { status, text, stopReason, usage, cost, error } = end
  return {
    conversationId,
    messageId,
    turnId,
    modelId,
    role: "assistant",
    status,
    content: text ? [{ text }] : [],
    createdAt: isoTime(end.at),
    usage,
    cost,
    expiresAt: expiryAfterDays(end.at, settings.retentionDays),
    ...(stopReason && { stopReason }),
    ...(error && { error }),
  }
}
