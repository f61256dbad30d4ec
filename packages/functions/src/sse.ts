import type { Writable } from "node:stream"
import { maxAfter } from "@parley/api/turn.ts"
import type { TurnEvent } from "@parley/core/turn/events.ts"
import type { ApiRequest } from "./request.ts"

const pingMs = 10_000

export const eventStreamHeaders = { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" }

/** One event of a turn as a server-sent event. The id of a delta is the length of the text up to its end. */
export const encodeEvent = (event: TurnEvent): string =>
  `${event.event === "delta" ? `id: ${event.length}\n` : ""}event: ${event.event}\ndata: ${JSON.stringify(event.data)}\n\n`

/** The `Last-Event-ID` that a client sends when it connects again (HTML, server-sent events), if it is the id of a delta. */
export function lastEventIdOf({ headers }: ApiRequest): number | undefined {
  const id = headers["last-event-id"]?.trim() ?? ""
  return /^\d{1,8}$/.test(id) && Number(id) <= maxAfter ? Number(id) : undefined
}

/** Keeps a silent stream alive with comments: proxies cut idle connections. */
export function keepAlive(out: Writable): { touch(): void; end(): void } {
  const timer = setInterval(() => out.write(": ping\n\n"), pingMs)
  return { touch: () => timer.refresh(), end: () => clearInterval(timer) }
}
