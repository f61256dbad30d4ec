import type { BlockEvent } from "../blocks/converse-stream.ts"
import { storedText } from "../blocks/stored.ts"
import type { Spent } from "../budget/settle.ts"
import { isBetweenSteps, totalOf } from "../budget/turn-total.ts"
import type { Clock } from "../clock.ts"
import type { StopCause, Turn } from "../entities/turn.ts"
import type { ModelEvent } from "../model/call.ts"
import type { OfferedModel } from "../model/catalogue.ts"
import { costOf, type NanoDollars, noUsage, type TokenUsage } from "../model/price.ts"
import { type ErrorCode, errorCodes } from "../visible-error.ts"
import { hasVisibleText } from "../visible-text.ts"
import { newAnswerBlocks } from "./answer-blocks.ts"
import type { TurnEnd } from "./end.ts"
import { endError } from "./end-reason.ts"
import type { AnswerEvent } from "./log-events.ts"
import type { Step } from "./steps.ts"

/** Why a model call was aborted: the user's stop, the loss of the lease, the deadline of the process, the size of the answer. */
type Cut = "stop" | "lost" | "deadline" | "size"

const codeOfCut: Record<Cut, ErrorCode> = { stop: "model.failed", lost: "model.failed", deadline: "model.timeout", size: "model.limit" }

/** Why a model call brought no whole answer. `billed`: the model may charge for it. */
export type Failure = Error & { code: ErrorCode; billed: boolean }

/**
 * Accumulates the answer of one turn over its model calls: its blocks, its end, its usage, and why it was cut or failed.
 * @param tell receives each change of the content
 */
export function newAnswer(model: OfferedModel, tell: (event: AnswerEvent) => void, now: Clock) {
  const call = new AbortController()
  const blocks = newAnswerBlocks(tell, now)
  let stopReason: string | undefined
  let usage: TokenUsage | undefined
  let cut: Cut | undefined
  let failure: Failure | undefined

  return {
    /** Aborts the model call once the answer is cut. */
    signal: call.signal,
    cutShort,
    /** Begins a model call. */
    beginStep(): void {
      stopReason = usage = failure = undefined
      blocks.beginStep()
    },
    isCut: () => cut !== undefined,
    stopReason: () => stopReason,
    blocks: blocks.blocks,
    /** The model call that has ended. */
    step({ reserved }: Turn): Step {
      const { cost } = money(reserved.nanoDollars)
      const content = blocks.blocks()
      const end = [content.length - 1, (content.at(-1)?.text ?? "").length]
      return { modelId: model.modelId, ...(usage && { usage }), cost, stopReason: stopReason ?? "", end }
    },
    /** The result of a call, which the server adds. */
    addResult: blocks.addResult,
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
    /**
     * @param turn with the steps that have ended
     * @param at when it ended, in milliseconds since 1970
     * @param reason of an end between two steps
     */
    end(turn: Turn, at: number, reason?: StopCause): TurnEnd {
      const content = blocks.blocks()
      // After a failure, or a cut between two calls, the last call's stop reason is not the end of the turn.
      const isBroken = failure !== undefined || (cut !== undefined && isBetweenSteps(turn))
      const said = isBroken ? undefined : stopReason
      const ended = { at, content, ...(said !== undefined && { stopReason: said }), ...totalOf(turn, money(turn.reserved.nanoDollars)) }
      if (reason) return { ...ended, status: "stopped", stopReason: reason, reason }
      const hasText = hasVisibleText(storedText(content))
      const wrong = said === undefined ? undefined : endError(said, hasText)
      if (said !== undefined && !wrong) return { ...ended, status: "complete" }
      return { ...ended, ...cutOrFailed(hasText || (turn.stepCount ?? 0) > 0, wrong) }
    },
  }

  /** @param isKept the answer has text or a finished step */
  function cutOrFailed(isKept: boolean, wrong: ErrorCode | undefined): Pick<TurnEnd, "status"> & Partial<TurnEnd> {
    if (cut === "stop") return { status: "stopped", stopReason: "stop_requested" }
    if (cut === "size" && isKept) return { status: "stopped", stopReason: "size", reason: "size" }
    const code = wrong ?? failure?.code ?? codeOfCut[cut ?? "lost"]
    const error = { code, retryable: errorCodes[code].retryable }
    return isKept ? { status: "interrupted", error } : { content: [], status: "failed", error }
  }

  function cutShort(reason: Cut): void {
    cut ??= reason
    call.abort()
  }

  /**
   * The true cost if the model reported its usage. A stream that was aborted or broke off reports none and may be billed whole: it counts with
   * the upper bound of its cost, never less.
   */
  function money(reserved: NanoDollars): Spent {
    if (usage) return { usage, cost: costOf(model, usage) }
    return failure && !failure.billed ? { usage: noUsage, cost: 0 } : { cost: reserved }
  }
}

const isOfBlock = (event: ModelEvent): event is BlockEvent => event.type === "block" || event.type === "delta" || event.type === "update"
