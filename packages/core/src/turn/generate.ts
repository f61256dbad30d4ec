import { promptTokenBound } from "../budget/budget.ts"
import type { TurnContext } from "../context.ts"
import type { Message } from "../entities/message.ts"
import type { Turn } from "../entities/turn.ts"
import type { OfferedModel } from "../model/catalogue.ts"
import { ModelError } from "../model/error.ts"
import { chooseHistory, isCacheable } from "../model/history.ts"
import { costOf, noUsage, type TokenUsage } from "../model/price.ts"
import { tokenBound } from "../model/token-bound.ts"
import type { Content } from "../text.ts"
import { textOf } from "../text.ts"
import { type ErrorCode, errorCodes } from "../visible-error.ts"
import type { TurnEnd } from "./end.ts"
import { endError } from "./end-reason.ts"
import { type Emit, turnEvent } from "./events.ts"
import { settleTurn } from "./finish.ts"
import { growingText } from "./growing-text.ts"
import { startHeartbeat } from "./heartbeat.ts"
import { textSink } from "./text-sink.ts"

/** Kept back of the function's time to store the end and say so. */
const settleMilliseconds = 8_000
/** An item of the table ends at 400 KB; the turn and the message stay far below. */
const maxAnswerBytes = 256 * 1_024

type Generation = { turn: Turn; model: OfferedModel; history: Promise<Message[]>; content: Content }

/**
 * Runs a turn that was begun: calls the model, passes each piece of text on at once, keeps the turn alive, stores the end, then says it.
 * Whether anybody still listens makes no difference: the model bills the whole answer anyway, so it is drained and kept.
 * @param deadline when this process will be gone, in milliseconds since 1970
 */
export async function generate(
  context: TurnContext,
  { turn, model, history, content }: Generation,
  deadline: number,
  emit: Emit,
): Promise<Message | undefined> {
  const { settings, now, callModel } = context
  const giveUp = new AbortController()
  const answer = growingText(textSink(0, emit))
  let hasHistory = false
  let stopReason: string | undefined
  let usage: TokenUsage | undefined
  let cut: "stop" | "lost" | "deadline" | "size" | undefined
  let failure: Failure | undefined
  const cutShort = (reason: NonNullable<typeof cut>) => {
    cut ??= reason
    giveUp.abort()
  }

  emit(turnEvent(turn))
  const pulse = startHeartbeat(context, turn, deadline, {
    text: answer.soFar,
    onStopRequested: () => cutShort("stop"),
    onLost: () => cutShort("lost"),
  })
  const timer = setTimeout(() => cutShort("deadline"), Math.max(deadline - now() - settleMilliseconds, 0))
  try {
    const past = chooseHistory(await history.catch(unread), model, settings.contextTokens)
    hasHistory = past.messages.length > 0
    const messages = [...past.messages, { role: "user" as const, text: textOf(content) }]
    const cacheHistory = isCacheable(past, model)
    for await (const event of callModel({ model, messages, maxTokens: settings.maxTokens, cacheHistory }, giveUp.signal)) {
      if (event.type === "end" && cut === undefined) stopReason = event.stopReason
      if (event.type === "usage") usage = event.usage
      if (event.type === "text" && cut === undefined) {
        answer.add(event.text)
        if (answer.bytes() > maxAnswerBytes) cutShort("size")
      }
    }
  } catch (error) {
    failure =
      error instanceof ModelError || error instanceof UnreadHistory
        ? error
        : new ModelError("model.failed", "The model call failed.", { billed: true, cause: error })
  } finally {
    clearTimeout(timer)
  }
  const text = answer.end()
  const leaseUntil = await pulse.stop()
  if (failure) context.log("A model call failed", { turnId: turn.turnId, code: failure.code, error: failure.cause ?? failure })
  return settleTurn(context, turn, endOf(), { deadline, leaseUntil, emit })

  function endOf(): TurnEnd {
    const ended = { at: now(), text, ...(stopReason !== undefined && { stopReason }), ...money() }
    const wrong = stopReason === undefined ? undefined : endError(stopReason, text !== "")
    if (stopReason !== undefined && !wrong) return { ...ended, status: "complete" }
    if (cut === "stop") return { ...ended, status: "stopped", stopReason: "stop_requested" }
    const code = wrong ?? failure?.code ?? (cut === "deadline" ? "model.timeout" : "model.failed")
    return { ...ended, status: text ? "interrupted" : "failed", error: { code, retryable: errorCodes[code].retryable } }
  }

  /**
   * The true cost where the model reported its usage. A stream that was cancelled or broke off reports none and may be billed whole, so
   * it is counted at the most that it can cost, never less.
   */
  function money(): Pick<TurnEnd, "usage" | "cost"> {
    if (usage) return { usage, cost: costOf(model, usage) }
    if (failure && !failure.billed) return { usage: noUsage, cost: 0 }
    const inputTokens = promptTokenBound(tokenBound(textOf(content)), hasHistory ? settings.contextTokens : 0)
    return { usage: { ...noUsage, inputTokens, outputTokens: settings.maxTokens }, cost: turn.reserved.nanoDollars }
  }
}

type Failure = Error & { code: ErrorCode; billed: boolean }

/** The turn was begun, but the conversation before it could not be read: the model was not asked. */
class UnreadHistory extends Error {
  override readonly name = "UnreadHistory"
  readonly code = "store.unavailable"
  readonly billed = false
}

function unread(cause: unknown): never {
  throw new UnreadHistory("The history could not be read.", { cause })
}
