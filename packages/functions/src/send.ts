import type { Writable } from "node:stream"
import type { Answer } from "./answer.ts"

/** Time reserved before the deadline to log an answer that is cut off. */
const lastMs = 1_000

/** The reader is so slow that the function ends before the answer does. */
export class ReaderTooSlow extends Error {
  override readonly name = "ReaderTooSlow"
}

/**
 * Sends an answer to its end. An answer in pieces waits for its reader before each further piece is made, so that a slow reader's download
 * does not gather in memory; if the reader leaves, the rest is not made.
 * @param deadline when this process will be gone, in milliseconds since 1970
 * @throws ReaderTooSlow with the answer still open
 */
export async function send(out: Writable, { body = "" }: Answer, deadline: number): Promise<void> {
  if (typeof body === "string") {
    out.end(body)
    return
  }
  const timeoutAt = deadline - lastMs
  for await (const piece of body) {
    if (out.write(piece)) continue
    const state = await drained(out, timeoutAt - Date.now())
    if (state === "closed") break
    if (state === "full") throw new ReaderTooSlow("The rest of an answer was not read in time.")
  }
  out.end()
}

/** Waits until the stream takes more, is closed, or has stayed full for too long. */
function drained(out: Writable, timeoutMs: number): Promise<"open" | "closed" | "full"> {
  if (out.destroyed) return Promise.resolve("closed")
  return new Promise((resolve) => {
    const settle = (state: "open" | "closed" | "full") => {
      clearTimeout(timer)
      out.off("drain", onDrain).off("close", onClose).off("error", onClose)
      resolve(state)
    }
    const onDrain = () => settle("open")
    const onClose = () => settle("closed")
    const timer = setTimeout(settle, Math.max(timeoutMs, 0), "full")
    out.on("drain", onDrain).on("close", onClose).on("error", onClose)
  })
}
