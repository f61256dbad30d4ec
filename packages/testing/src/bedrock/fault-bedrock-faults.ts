import { once } from "node:events"
import type { IncomingMessage } from "node:http"
import { constants, type ServerHttp2Stream } from "node:http2"
import { setTimeout as delay } from "node:timers/promises"
import { eventFrame, exceptionFrame } from "@parley/local/bedrock/frame.ts"
import type { Listener } from "@parley/local/bedrock/listener.ts"
import type { Reply } from "@parley/local/bedrock/reply.ts"

const frameFaults = [
  "internalServerException",
  "modelStreamErrorException",
  "serviceUnavailableException",
  "throttlingException",
  "validationException",
] as const

/** An exception frame under its name on the wire. */
export type FrameFault = (typeof frameFaults)[number]

/**
 * `rst-cancel`, `rst-error` (RST_STREAM with CANCEL and INTERNAL_ERROR) and `goaway` exist only in HTTP/2. Over HTTP/1.1 they become a
 * `tcp-reset`. A `stall` lasts until the client disconnects.
 */
type ConnectionFault = "clean-end" | "tcp-reset" | "rst-cancel" | "rst-error" | "goaway" | "stall" | "cut-frame" | "corrupt-frame"

export type StreamFault = FrameFault | ConnectionFault

export type Wire = { request: IncomingMessage; reply: Reply; listener: Listener }

export const isFrameFault = (fault: string): fault is FrameFault => frameFaults.some((known) => known === fault)

/** Breaks a started answer; resolves when it is broken. */
export async function strike(fault: StreamFault, { request, reply, listener }: Wire, message = `Scripted ${fault}.`): Promise<void> {
  if (isFrameFault(fault)) {
    await reply.write(exceptionFrame(fault, { message }))
    return reply.end()
  }
  if (fault === "stall") {
    if (!reply.gone.aborted) await once(reply.gone, "abort")
    return
  }
  if (fault === "cut-frame" || fault === "corrupt-frame") {
    const frame = eventFrame("contentBlockDelta", { contentBlockIndex: 0, delta: { text: "never read" } })
    if (fault === "cut-frame") await reply.write(frame.subarray(0, Math.floor(frame.length / 2)))
    else await reply.write(withWrongChecksum(frame))
    return reply.end()
  }
  if (fault === "clean-end") return reply.end()

  // A broken connection loses bytes that the client has not read. The fault must come after these bytes.
  await delay(20)
  const stream = "stream" in request ? (request.stream as ServerHttp2Stream) : undefined
  if (fault === "rst-cancel" && stream) return stream.close(constants.NGHTTP2_CANCEL)
  if (fault === "rst-error" && stream) return stream.close(constants.NGHTTP2_INTERNAL_ERROR)
  if (fault === "goaway" && stream) return stream.session?.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM)
  listener.connectionOf(request).resetAndDestroy()
}

/** The last four bytes of a frame are the CRC-32 of the bytes before them. */
function withWrongChecksum(frame: Uint8Array): Uint8Array {
  const broken = Uint8Array.from(frame)
  const last = broken.length - 1
  broken[last] = (broken[last] ?? 0) ^ 0xff
  return broken
}
