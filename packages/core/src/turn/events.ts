import type { Block } from "@parley/api/block.ts"
import { storedText } from "../blocks/stored.ts"
import { type AnswerCost, answerCost } from "../conversation/answer-cost.ts"
import type { Message } from "../entities/message.ts"
import type { StopCause, Turn, TurnStatus } from "../entities/turn.ts"
import { noUsage, type TokenUsage } from "../model/price.ts"
import { type ErrorCode, errorCodes } from "../visible-error.ts"

export type TurnBegan = {
  turnId: string
  conversationId: string
  userMessageId: string
  messageId: string
  modelId: string
  createdAt: string
  status: TurnStatus
}
export type TurnDone = {
  status: "complete" | "stopped"
  stopReason: string
  reason?: StopCause
  historyFrom?: string
  usage: TokenUsage
  cost: AnswerCost
  length: number
  saved: true
}
export type TurnFailed = {
  code: ErrorCode
  message: string
  retryable: boolean
  retryAfter?: number
  status: "interrupted" | "failed"
  length: number
}

/**
 * The events of a turn for its caller, in order: one `turn`, any number of `block`, `delta` and `update`, exactly one `done` or `error`. `id` is how
 * far the caller has come with the event; a caller that reads one text gets only `delta` without an index, and lengths as ids.
 */
export type TurnEvent =
  | { event: "turn"; data: TurnBegan }
  | { event: "block"; data: { index: number; block: Block }; id: string }
  | { event: "delta"; data: { index?: number; text: string }; id: string }
  | { event: "update"; data: { index: number; block: Block }; id: string }
  | { event: "done"; data: TurnDone; id?: string }
  | { event: "error"; data: TurnFailed; id?: string }

export type LastEvent = Extract<TurnEvent, { event: "done" | "error" }>
export type Emit = (event: TurnEvent) => void

export function turnEvent(turn: Turn): TurnEvent {
  const { turnId, conversationId, userMessageId, messageId, modelId, createdAt, status } = turn
  return { event: "turn", data: { turnId, conversationId, userMessageId, messageId, modelId, createdAt, status } }
}

/** The last event of a stored answer, the same for its first reader and for every later one. */
export function endEvent(message: Message): LastEvent {
  const { status, stopReason = "end_turn", reason, historyFrom, usage = noUsage } = message
  const length = storedText(message.content).length
  if (status === "complete" || status === "stopped") {
    return {
      event: "done",
      data: {
        status,
        stopReason,
        ...(reason && { reason }),
        ...(historyFrom && { historyFrom }),
        usage,
        cost: answerCost(message),
        length,
        saved: true,
      },
    }
  }
  return errorEvent((message.error?.code ?? "internal") as ErrorCode, status, length)
}

const wordsOf: Partial<Record<ErrorCode, string>> = {
  "model.failed": "The model could not finish its answer.",
  "model.refused": "The model refused the request, or is not available to this site. Contact the site's operator.",
  "model.limit": "The model reached the length limit before it wrote any text.",
  "model.filtered": "The model's safety filter blocked the answer.",
  "model.empty": "The model's answer was empty.",
  "model.throttled": "The model is busy. Try again in a moment.",
  "model.timeout": "The model took too long.",
  "turn.follow": "The answer is still being written. Send the same request again for the rest.",
  "store.unavailable": "The answer could not be stored.",
  "conversation.missing": "The conversation was deleted while its answer was being written.",
}
const secondsToWait: Partial<Record<ErrorCode, number>> = { "model.throttled": 10, "store.unavailable": 5 }

export function errorEvent(code: ErrorCode, status: TurnFailed["status"], length: number): LastEvent {
  const { title, retryable } = errorCodes[code]
  const retryAfter = secondsToWait[code]
  const message = wordsOf[code] ?? `${title}.`
  return { event: "error", data: { code, message, retryable, ...(retryAfter && { retryAfter }), status, length } }
}
