import { setTimeout as delay } from "node:timers/promises"
import { BedrockError, type BedrockErrorName, bedrockErrors } from "@parley/local/bedrock/bedrock-error.ts"
import { eventFrame } from "@parley/local/bedrock/frame.ts"
import { isFrameFault, type StreamFault, strike, type Wire } from "./fault-bedrock-faults.ts"

export type FaultUsage = { inputTokens: number; outputTokens: number; cacheReadInputTokens: number; cacheWriteInputTokens: number }

/** The parts of a Converse body that tests check. Other members are kept unchanged. */
export type ConverseBody = {
  messages: { role: "user" | "assistant"; content: { text?: string }[] }[]
  system?: { text?: string }[]
  inferenceConfig?: { maxTokens?: number }
  [member: string]: unknown
}

/** One request and its outcome. */
export type Call = {
  modelId: string
  body: ConverseBody
  protocol: "http1" | "http2"
  /** The client disconnected before the end of the answer. */
  aborted: boolean
  /** The whole answer was sent, including `metadata`. */
  complete: boolean
  /**
   * Bedrock's charge. An HTTP error costs nothing, an exception frame costs the text before it. After a broken connection or a disconnect,
   * the model still writes and charges the whole answer.
   */
  billed: FaultUsage | undefined
  /** Resolves when the endpoint has finished the call, with any outcome. */
  ended: Promise<void>
}

/**
 * Before the body: the name of an HTTP error, or a connection that breaks before the response headers. In the stream: an exception frame, a
 * corrupt frame, a broken connection, a missing end.
 */
export type Fault = BedrockErrorName | StreamFault | "no-head" | "no-metadata" | "late-metadata"
export type Position = "before-first-delta" | "middle" | "before-stop"

/** The answer to one call. Every member has a default. */
export type Answer = {
  /** The text, one string for each delta. */
  deltas?: string[]
  /** Event types with their payloads, sent unchanged instead of the deltas, the end and the usage; pauses and faults are the same. */
  frames?: [type: string, payload: object][]
  /** All deltas in one write: the client reads many at a time. */
  atOnce?: boolean
  /** Milliseconds before the response headers (a slow start), and before each delta. */
  startDelayMs?: number
  delayMs?: number
  /** Awaited before each delta and, with the number of deltas, before the end: a test can act at an exact position. */
  beforeDelta?: (index: number) => void | Promise<void>
  stopReason?: string
  usage?: Partial<FaultUsage>
  fault?: Fault
  /** The message of the error, if the fault has one. */
  message?: string
  /** The position of a fault in the stream, always after `messageStart`. Default "middle": after half of the deltas. */
  at?: Position
}

const isInStream = (fault: Fault | undefined): fault is StreamFault =>
  fault !== undefined && !["no-head", "no-metadata", "late-metadata"].includes(fault) && !isHttpError(fault)

export const isHttpError = (fault: Fault | undefined): fault is BedrockErrorName =>
  fault !== undefined && Object.hasOwn(bedrockErrors, fault)

/** Answers one call as scripted and records the outcome on it. */
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
    const isOver = await sendFrames(
      call,
      given.frames.map(([type, payload]) => eventFrame(type, payload)),
      given,
      wire,
    )
    return isOver ? undefined : reply.end()
  }
  call.billed = usage
  await reply.write(eventFrame("messageStart", { role: "assistant" }))
  const isOver = await sendFrames(call, deltas.map(deltaFrame), given, wire)
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

/** Returns whether the answer ended early: by the fault or by a disconnect. */
async function sendFrames(call: Call, frames: Uint8Array[], given: Answer, wire: Wire): Promise<boolean> {
  const { reply } = wire
  const { delayMs = 0, beforeDelta, fault, at = "middle", atOnce } = given
  if (atOnce) {
    await reply.write(Buffer.concat(frames))
    return false
  }
  const strikeAt = { "before-first-delta": 0, middle: Math.ceil(frames.length / 2), "before-stop": frames.length }[at]
  for (let index = 0; index <= frames.length; index++) {
    await beforeDelta?.(index)
    const frame = frames[index]
    if (frame) await pause(delayMs, reply.gone)
    call.aborted = reply.gone.aborted
    if (call.aborted) return true
    if (index === strikeAt && isInStream(fault)) {
      if (call.billed && isFrameFault(fault)) {
        call.billed = { ...call.billed, outputTokens: Math.ceil((call.billed.outputTokens * index) / Math.max(1, frames.length)) }
      }
      await strike(fault, wire, given.message)
      call.aborted = fault === "stall"
      return true
    }
    if (frame) await reply.write(frame)
  }
  return false
}

const deltaFrame = (text: string) => eventFrame("contentBlockDelta", { contentBlockIndex: 0, delta: { text } })

/** Ends early when the client disconnects. */
async function pause(ms: number, gone: AbortSignal): Promise<void> {
  if (ms > 0) await delay(ms, undefined, { signal: gone }).catch(() => undefined)
}
