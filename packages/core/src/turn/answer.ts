import { promptTokenBound } from "../budget/budget.ts"
import { utf8Bytes } from "../content.ts"
import type { Turn } from "../entities/turn.ts"
import { fittingStart, jsonBytes } from "../json-size.ts"
import type { ModelEvent } from "../model/call.ts"
import type { OfferedModel } from "../model/catalogue.ts"
import { costOf, noUsage, type TokenUsage } from "../model/price.ts"
import { type ErrorCode, errorCodes } from "../visible-error.ts"
import { hasVisibleText } from "../visible-text.ts"
import type { Backlog } from "./backlog.ts"
import type { TurnEnd } from "./end.ts"
import { endError } from "./end-reason.ts"
import type { TextSink } from "./text-sink.ts"

/** An answer's content as JSON. An item of the table ends at 400 KB; the rest of the message takes less than 2 KB. */
export const maxAnswerBytes = 350 * 1_024
const emptyBlockBytes = utf8Bytes(JSON.stringify([{ text: "" }]))

/** Why a model call was aborted: the user's stop, the loss of the lease, the deadline of the process, the size of the answer. */
type Cut = "stop" | "lost" | "deadline" | "size"

/** Why a model call brought no whole answer. `billed`: the model may charge for it. */
export type Failure = Error & { code: ErrorCode; billed: boolean }

type Call = {
  turn: Turn
  model: OfferedModel
  maxTokens: number
  /** The most tokens of the question. */
  contentTokens: number
}

/** Where an answer goes: to its caller, and to its log. */
type Outlets = { sink: TextSink; backlog: Backlog }

/** Accumulates the answer of one model call: its text, its end, its usage, and why it was cut or failed. */
export function newAnswer({ turn, model, maxTokens, contentTokens }: Call, { sink, backlog }: Outlets) {
  const call = new AbortController()
  let text = ""
  let bytes = emptyBlockBytes
  let isVisible = false
  let historyTokens = 0
  let stopReason: string | undefined
  let usage: TokenUsage | undefined
  let cut: Cut | undefined
  let failure: Failure | undefined

  return {
    /** Aborts the model call once the answer is cut. */
    signal: call.signal,
    cutShort,
    /** Counts a history of at most `tokens` tokens in the upper bound of the cost. */
    hasHistory(tokens: number): void {
      historyTokens = tokens
    },
    add(event: ModelEvent): void {
      if (event.type === "usage") usage = event.usage
      if (cut !== undefined) return
      if (event.type === "end") stopReason = event.stopReason
      if (event.type === "text") append(event.text)
    },
    fail(error: Failure): void {
      failure = error
    },
    /** Passes on the rest of the text: nothing more is added. */
    close(): void {
      text = isVisible ? text.toWellFormed() : ""
      sink.upTo(text)
    },
    /** @param at when it ended, in milliseconds since 1970 */
    end(at: number): TurnEnd {
      const ended = { at, text, ...(stopReason !== undefined && { stopReason }), ...money() }
      const wrong = stopReason === undefined ? undefined : endError(stopReason, text !== "")
      if (stopReason !== undefined && !wrong) return { ...ended, status: "complete" }
      if (cut === "stop") return { ...ended, status: "stopped", stopReason: "stop_requested" }
      if (cut === "size" && text) return { ...ended, status: "stopped", stopReason: "size", reason: "size" }
      const code = wrong ?? failure?.code ?? (cut === "deadline" ? "model.timeout" : "model.failed")
      return { ...ended, status: text ? "interrupted" : "failed", error: { code, retryable: errorCodes[code].retryable } }
    },
  }

  function cutShort(reason: Cut): void {
    cut ??= reason
    call.abort()
  }

  /** Text without visible characters counts as none: it is held back until something visible follows. */
  function append(whole: string): void {
    bytes += jsonBytes(whole)
    const piece = bytes > maxAnswerBytes ? fittingStart(whole, maxAnswerBytes - bytes + jsonBytes(whole)) : whole
    text += piece
    if (isVisible) {
      passOn(piece)
    } else if (hasVisibleText(piece)) {
      isVisible = true
      backlog.add({ type: "block", index: 0, block: { text: "" } })
      passOn(text)
    }
    if (piece.length < whole.length) cutShort("size")
  }

  function passOn(piece: string): void {
    sink.add(piece)
    backlog.add({ type: "delta", index: 0, text: piece })
  }

  /**
   * The true cost if the model reported its usage. A stream that was aborted or broke off reports none and may be billed whole: it counts with
   * the upper bound of its cost, never less.
   */
  function money(): Pick<TurnEnd, "usage" | "cost"> {
    if (usage) return { usage, cost: costOf(model, usage) }
    if (failure && !failure.billed) return { usage: noUsage, cost: 0 }
    const inputTokens = promptTokenBound(contentTokens, historyTokens)
    return { usage: { ...noUsage, inputTokens, outputTokens: maxTokens }, cost: turn.reserved.nanoDollars }
  }
}
