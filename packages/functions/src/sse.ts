import type { Writable } from "node:stream"
import { maxAfter } from "@parley/api/turn.ts"
import type { TurnEvent } from "@parley/core/turn/events.ts"
import type { ApiRequest } from "./request.ts"

const pingMs = 10_000

export const eventStreamHeaders = { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" }

/** One event of a turn as server-sent events write it; a delta's id says how much of the answer is out with it. */
export const encodeEvent = (event: TurnEvent): string =>
  `${event.event === "delta" ? `id: ${event.length}\n` : ""}event: ${event.event}\ndata: ${JSON.stringify(event.data)}\n\n`

/** The `Last-Event-ID` that a client sends when it connects again (HTML, server-sent events), if it is the id of a delta. */
export function lastEventIdOf({ headers }: ApiRequest): number | undefined {
  const id = headers["last-event-id"]?.trim() ?? ""
  return /^\d{1,8}$/.test(id) && Number(id) <= maxAfter ? Number(id) : undefined
}

/** Keeps a silent stream alive: proxies cut what says nothing for long. */
export function keepAlive(out: Writable): { touch(): void; end(): void } {
  const timer = setInterval(() => out.write(": ping\n\n"), pingMs)
  return { touch: () => timer.refresh(), end: () => clearInterval(timer) }
}
