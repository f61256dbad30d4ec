import { settle } from "../budget/budget.ts"
import { expiryAfterDays, isoTime } from "../clock.ts"
import type { StoreContext } from "../context.ts"
import { ConflictError } from "../entities/conflict.ts"
import type { Message } from "../entities/message.ts"
import type { EndStatus, Turn } from "../entities/turn.ts"
import { type NanoDollars, noUsage, type TokenUsage } from "../model/price.ts"
import { textOf } from "../text.ts"
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
  /** Somebody else ended the turn and counted its money; nothing was stored. */
  | { kind: "lost" }
  /** The turn or its conversation was deleted meanwhile; nothing of the answer was stored. */
  | { kind: "deleted"; counted: boolean }

/**
 * Ends a turn in one transaction: the assistant's message, the turn without its text, the free slot, the money. Safe to repeat: the same
 * end with the same token counts once.
 * @param leaseOver for a healer: the turn must still be as it was seen, with its lease over at this time
 */
export async function endTurn(context: StoreContext, turn: Turn, end: TurnEnd, leaseOver?: number): Promise<Ended> {
  const message = messageOf(context, turn, end)
  // Healers race each other and write other times: they need no token, the condition lets one of them through.
  const token = (name: string) => (leaseOver === undefined ? { token: `${turn.runId}-${name}` } : {})
  const written = await write(context, turn, end, message, leaseOver).go(token("end"))
  if (!written.canceled) return { kind: "ended", message }

  const [turnWrite, conversationWrite] = written.data as { code: string; item?: unknown }[]
  const isTurnRefused = turnWrite?.code === "ConditionalCheckFailed"
  if (isTurnRefused && turnWrite.item) {
    const mine = leaseOver === undefined && (await isStored(context, message))
    return mine ? { kind: "ended", message } : { kind: "lost" }
  }
  if (isTurnRefused || conversationWrite?.code === "ConditionalCheckFailed") {
    // The conversation was deleted meanwhile: nothing of the answer is kept, only the money is counted. This may have been done already
    // and its reply been lost before the turn went too: the token tells, so it is asked even if the turn is gone.
    const closed = await write(context, turn, end, undefined, leaseOver).go(token("closed"))
    if (!closed.canceled) return { kind: "deleted", counted: true }
    if (isTurnRefused) return { kind: "deleted", counted: false }
  }
  throw new ConflictError()
}

/**
 * Whether this very end took effect before: its reply was lost and its token forgotten, by age or by a database that keeps none. A healer's
 * message has another time, cost and error.
 */
async function isStored(
  { store }: StoreContext,
  { conversationId, messageId, createdAt, status, cost, content }: Message,
): Promise<boolean> {
  const { data } = await store.entities.messages.get({ conversationId, messageId }).go({ consistent: true })
  if (!data || data.createdAt !== createdAt || data.status !== status || data.cost !== cost) return false
  return textOf(data.content) === textOf(content)
}

function write({ store }: StoreContext, turn: Turn, end: TurnEnd, message: Message | undefined, leaseOver: number | undefined) {
  const { owner, turnId, conversationId, runId, reserved } = turn
  return store.transaction.write((entities) => {
    const { turns, conversations, messages } = entities
    const ended = turns
      .patch({ owner, turnId })
      .set({ status: end.status, reserved: withoutAddress(reserved), ...(end.error && { error: end.error }) })
      .remove(["text", "stopRequested"])
      .where((item, { eq, lt }) => {
        const mine = `${eq(item.status, "streaming")} AND ${eq(item.runId, runId)}`
        return leaseOver === undefined ? mine : `${mine} AND ${lt(item.leaseUntil, isoTime(leaseOver))}`
      })
      .commit({ response: "all_old" })
    const money = settle(entities, owner, reserved, end.cost, end.usage)
    return [ended, ...(message ? answer(message) : []), ...money]

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

/** Where the question came from is of no use once its money is counted. */
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

/** Counts the money of a turn that was deleted while it ran; there is nothing else left to write. */
export async function settleMoneyOnly({ store }: StoreContext, turn: Turn, cost: NanoDollars, usage: TokenUsage = noUsage): Promise<void> {
  const { canceled } = await store.transaction
    .write((entities) => settle(entities, turn.owner, turn.reserved, cost, usage))
    .go({ token: `${turn.runId}-money` })
  if (canceled) throw new ConflictError()
}
