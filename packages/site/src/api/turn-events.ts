import { importPart } from "../import-part.ts"
import { networkLost, ProblemError } from "./problem.ts"
import type { TurnEvent } from "./types.ts"

/** Loads the parser on first use: the first view of a page reads no events. */
export const loadEventParser = () => importPart(() => import("./event-parser.ts"))

/**
 * Reads the server-sent events of a turn. Comments are heartbeats.
 * @throws ProblemError `network.lost` when the connection breaks or an event cannot be read.
 */
export async function* readTurnEvents(body: ReadableStream<Uint8Array>, heard: () => void): AsyncGenerator<TurnEvent, void> {
  const events: TurnEvent[] = []
  const { createEventParser } = await loadEventParser().catch(() => {
    throw new ProblemError(networkLost)
  })
  const parser = createEventParser((event) => events.push(event))
  const decoder = new TextDecoder()
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      heard()
      parser.feed(decoder.decode(value, { stream: true }))
      yield* events.splice(0)
    }
  } catch {
    throw new ProblemError(networkLost)
  } finally {
    // The stream is already broken or fully read.
    reader.cancel().catch(() => {})
  }
}
