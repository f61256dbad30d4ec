import type { Writable } from "node:stream"
import { maxAfter } from "@parley/api/turn.ts"
import type { TurnEvent } from "@parley/core/turn/events.ts"
import { positionOf } from "@parley/core/turn/position.ts"
import type { ApiRequest } from "./request.ts"

const pingMs = 10_000

export const eventStreamHeaders = { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" }

/** One event of a turn as a server-sent event. */
export const encodeEvent = (event: TurnEvent): string =>
  `${"id" in event ? `id: ${event.id}\n` : ""}event: ${event.event}\ndata: ${JSON.stringify(event.data)}\n\n`

/** The `Last-Event-ID` that a client sends when it connects again (HTML, server-sent events), if it is the id of an event, or of a text's delta. */
export function lastEventIdOf({ headers }: ApiRequest): string | number | undefined {
  const id = headers["last-event-id"]?.trim() ?? ""
  if (/^\d{1,8}$/.test(id)) return Number(id) <= maxAfter ? Number(id) : undefined
  return positionOf(id) && id
}

/** Keeps a silent stream alive with comments: proxies cut idle connections. */
export function keepAlive(out: Writable): { touch(): void; end(): void } {
  const timer = setInterval(() => out.write(": ping\n\n"), pingMs)
  return { touch: () => timer.refresh(), end: () => clearInterval(timer) }
}
