import type { BlockEvent } from "../blocks/converse-stream.ts"
import { storedText } from "../blocks/stored.ts"
import type { Clock } from "../clock.ts"
import type { Turn } from "../entities/turn.ts"
import type { ModelEvent } from "../model/call.ts"
import type { OfferedModel } from "../model/catalogue.ts"
import { costOf, noUsage, type TokenUsage } from "../model/price.ts"
import { promptTokenBound, type RequestSize } from "../model/request.ts"
import { type ErrorCode, errorCodes } from "../visible-error.ts"
import { hasVisibleText } from "../visible-text.ts"
import { newAnswerBlocks } from "./answer-blocks.ts"
import type { TurnEnd } from "./end.ts"
import { endError } from "./end-reason.ts"
import type { AnswerEvent } from "./log-events.ts"

/** Why a model call was aborted: the user's stop, the loss of the lease, the deadline of the process, the size of the answer. */
type Cut = "stop" | "lost" | "deadline" | "size"

const codeOfCut: Record<Cut, ErrorCode> = { stop: "model.failed", lost: "model.failed", deadline: "model.timeout", size: "model.limit" }

/** Why a model call brought no whole answer. `billed`: the model may charge for it. */
export type Failure = Error & { code: ErrorCode; billed: boolean }

type Call = {
  turn: Turn
  model: OfferedModel
  size: RequestSize
}

/**
 * Accumulates the answer of one model call: its blocks, its end, its usage, and why it was cut or failed.
 * @param tell receives each change of the content
 */
export function newAnswer({ turn, model, size }: Call, tell: (event: AnswerEvent) => void, now: Clock) {
  const call = new AbortController()
  const blocks = newAnswerBlocks(tell, now)
  let historyTokens = 0
  let stopReason: string | undefined
  let usage: TokenUsage | undefined
  let cut: Cut | undefined
  let failure: Failure | undefined

  return {
    /** Aborts the model call once the answer is cut. */
    signal: call.signal,
    cutShort,
    /** The prompt contains a history: the upper bound of the cost counts it. */
    hasHistory(): void {
      historyTokens = size.historyTokens
    },
    add(event: ModelEvent): void {
      if (event.type === "usage") usage = event.usage
      if (cut !== undefined) return
      if (event.type === "end") stopReason = event.stopReason
      if (isOfBlock(event) && !blocks.add(event)) cutShort("size")
    },
    fail(error: Failure): void {
      failure = error
    },
    /** Passes on the rest: nothing more is added. */
    close: blocks.close,
    /** @param at when it ended, in milliseconds since 1970 */
    end(at: number): TurnEnd {
      const content = blocks.blocks()
      const hasText = hasVisibleText(storedText(content))
      const ended = { at, content, ...(stopReason !== undefined && { stopReason }), ...money() }
      const wrong = stopReason === undefined ? undefined : endError(stopReason, hasText)
      if (stopReason !== undefined && !wrong) return { ...ended, status: "complete" }
      if (cut === "stop") return { ...ended, status: "stopped", stopReason: "stop_requested" }
      if (cut === "size" && hasText) return { ...ended, status: "stopped", stopReason: "size", reason: "size" }
      const code = wrong ?? failure?.code ?? codeOfCut[cut ?? "lost"]
      const error = { code, retryable: errorCodes[code].retryable }
      return hasText ? { ...ended, status: "interrupted", error } : { ...ended, content: [], status: "failed", error }
    },
  }

  function cutShort(reason: Cut): void {
    cut ??= reason
    call.abort()
  }

  /**
   * The true cost if the model reported its usage. A stream that was aborted or broke off reports none and may be billed whole: it counts with
   * the upper bound of its cost, never less.
   */
  function money(): Pick<TurnEnd, "usage" | "cost"> {
    if (usage) return { usage, cost: costOf(model, usage) }
    if (failure && !failure.billed) return { usage: noUsage, cost: 0 }
    const inputTokens = promptTokenBound({ ...size, historyTokens })
    return { usage: { ...noUsage, inputTokens, outputTokens: size.maxTokens }, cost: turn.reserved.nanoDollars }
  }
}

const isOfBlock = (event: ModelEvent): event is BlockEvent => event.type === "block" || event.type === "delta" || event.type === "update"
