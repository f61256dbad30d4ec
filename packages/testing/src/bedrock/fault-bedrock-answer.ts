import { setTimeout as delay } from "node:timers/promises"
import { BedrockError, type BedrockErrorName, bedrockErrors } from "@parley/local/bedrock/bedrock-error.ts"
import { eventFrame } from "@parley/local/bedrock/frame.ts"
import { isFrameFault, type StreamFault, strike, type Wire } from "./fault-bedrock-faults.ts"

export type FaultUsage = { inputTokens: number; outputTokens: number; cacheReadInputTokens: number; cacheWriteInputTokens: number }

/** The parts of a Converse body that tests look at; the rest is there as it came. */
export type ConverseBody = {
  messages: { role: "user" | "assistant"; content: { text?: string }[] }[]
  system?: { text?: string }[]
  inferenceConfig?: { maxTokens?: number }
  [member: string]: unknown
}

/** One request, and what became of it. */
export type Call = {
  modelId: string
  body: ConverseBody
  protocol: "http1" | "http2"
  /** The client left before the answer was over. */
  aborted: boolean
  /** The whole answer left, up to and with `metadata`. */
  complete: boolean
  /**
   * What Bedrock would charge. An HTTP error costs nothing, an exception frame the text before it; a broken connection and a client that
   * left cost the whole answer, which the model writes all the same.
   */
  billed: FaultUsage | undefined
  /** Resolves when the endpoint is done with the call, however it went. */
  ended: Promise<void>
}

/** Before the body: the name of an HTTP error, or a connection that breaks before the head of the answer. In the stream: an exception frame, a broken frame, a broken connection, a missing end. */
export type Fault = BedrockErrorName | StreamFault | "no-head" | "no-metadata" | "late-metadata"
export type Position = "before-first-delta" | "middle" | "before-stop"

/** How one call is answered; every member has a default. */
export type Answer = {
  /** The text, delta by delta. */
  deltas?: string[]
  /** Sent in place of deltas, end and usage figures: event types with their payloads, as they stand. */
  frames?: [type: string, payload: object][]
  /** All deltas in one write, so that the client reads many at a time. */
  atOnce?: boolean
  /** Milliseconds before the head (a slow start), and before each delta. */
  startDelayMs?: number
  delayMs?: number
  /** Waited for before each delta and, with the number of deltas, before the end: lets a test act at an exact place. */
  beforeDelta?: (index: number) => void | Promise<void>
  stopReason?: string
  usage?: Partial<FaultUsage>
  fault?: Fault
  /** The message of the error, if the fault has one. */
  message?: string
  /** Where a fault in the stream strikes, after `messageStart` in any case; "middle", after half of the deltas, if not given. */
  at?: Position
}

const isInStream = (fault: Fault | undefined): fault is StreamFault =>
  fault !== undefined && !["no-head", "no-metadata", "late-metadata"].includes(fault) && !isHttpError(fault)

export const isHttpError = (fault: Fault | undefined): fault is BedrockErrorName =>
  fault !== undefined && Object.hasOwn(bedrockErrors, fault)

/** Answers one call as scripted and records on it what happened. */
export async function answerCall(call: Call, given: Answer, wire: Wire): Promise<void> {
  const { reply } = wire
  const { deltas = ["Hello", " from", " the", " model."], startDelayMs = 0, stopReason = "end_turn", fault } = given
  const usage = { inputTokens: 20, outputTokens: deltas.length, cacheReadInputTokens: 0, cacheWriteInputTokens: 0, ...given.usage }
  await pause(startDelayMs, reply.gone)
  if (isHttpError(fault)) return reply.error(new BedrockError(fault, given.message ?? `Scripted ${fault}.`))

  if (fault === "no-head") {
    call.billed = usage
    return void wire.listener.connectionOf(wire.request).resetAndDestroy()
  }
  reply.openStream()
  if (given.frames) {
    await reply.write(...given.frames.map(([type, payload]) => eventFrame(type, payload)))
    return reply.end()
  }
  call.billed = usage
  await reply.write(eventFrame("messageStart", { role: "assistant" }))
  const isOver = await sendDeltas(call, deltas, given, wire)
  if (isOver) return
  await reply.write(eventFrame("contentBlockStop", { contentBlockIndex: 0 }), eventFrame("messageStop", { stopReason }))
  if (fault === "no-metadata") return reply.end()
  if (fault === "late-metadata") return pause(60_000, reply.gone)
  const totalTokens = Object.values(usage).reduce((sum, tokens) => sum + tokens, 0)
  await reply.write(eventFrame("metadata", { usage: { ...usage, totalTokens }, metrics: { latencyMs: 7 } }))
  call.aborted = reply.gone.aborted
  call.complete = !call.aborted
  reply.end()
}

/** Returns whether the answer is over before its end: broken by the fault or left by the client. */
async function sendDeltas(call: Call, deltas: string[], given: Answer, wire: Wire): Promise<boolean> {
  const { reply } = wire
  const { delayMs = 0, beforeDelta, fault, at = "middle", atOnce } = given
  if (atOnce) {
    await reply.write(Buffer.concat(deltas.map(deltaFrame)))
    return false
  }
  const strikeAt = { "before-first-delta": 0, middle: Math.ceil(deltas.length / 2), "before-stop": deltas.length }[at]
  for (let index = 0; index <= deltas.length; index++) {
    await beforeDelta?.(index)
    const text = deltas[index]
    if (text !== undefined) await pause(delayMs, reply.gone)
    call.aborted = reply.gone.aborted
    if (call.aborted) return true
    if (index === strikeAt && isInStream(fault)) {
      if (call.billed && isFrameFault(fault)) {
        call.billed = { ...call.billed, outputTokens: Math.ceil((call.billed.outputTokens * index) / Math.max(1, deltas.length)) }
      }
      await strike(fault, wire, given.message)
      call.aborted = fault === "stall"
      return true
    }
    if (text !== undefined) await reply.write(deltaFrame(text))
  }
  return false
}

const deltaFrame = (text: string) => eventFrame("contentBlockDelta", { contentBlockIndex: 0, delta: { text } })

/** Ends early when the client leaves. */
async function pause(ms: number, gone: AbortSignal): Promise<void> {
  if (ms > 0) await delay(ms, undefined, { signal: gone }).catch(() => undefined)
}
