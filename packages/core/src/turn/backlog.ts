import { utf8Bytes } from "../content.ts"
import { fittingStart } from "../json-size.ts"
import type { LogEvent } from "./log-events.ts"
import { withoutOpenPair } from "./text-sink.ts"

/** The events of an answer that its log does not hold yet. */
export type Backlog = {
  add(event: LogEvent): void
  /** Takes the oldest events, at most so many bytes of JSON; a delta is split if need be. */
  take(maxBytes: number): Batch
}

export type Batch = {
  /** The JSON of a list; `undefined`: there are no events. */
  events: string | undefined
  /** The events did not fit. */
  isMore: boolean
}

/** The bytes of a list's brackets, and of an event's comma. */
const listBytes = 2
const commaBytes = 1

export function newBacklog(): Backlog {
  const waiting: LogEvent[] = []

  return {
    add(event) {
      const last = waiting.at(-1)
      if (event.type === "delta" && last?.type === "delta" && last.index === event.index) last.text += event.text
      else waiting.push({ ...event })
    },
    take(maxBytes) {
      const taken: string[] = []
      let left = maxBytes - listBytes
      let isMore = false
      for (let event = waiting.shift(); event; event = waiting.shift()) {
        const { json, held, rest } = partOf(event, waiting.length === 0, left)
        if (json !== undefined) taken.push(json)
        left -= utf8Bytes(json ?? "") + commaBytes
        if (held === undefined) continue
        waiting.unshift(held)
        isMore = rest
        break
      }
      return { events: taken.length > 0 ? `[${taken.join(",")}]` : undefined, isMore }
    },
  }
}

type Taken = {
  json?: string
  /** What stays in the backlog, */
  held?: LogEvent
  /** because it did not fit. */
  rest: boolean
}

/** The part of an event that fits. The half of a surrogate pair at the end of the answer so far waits for its other half. */
function partOf(event: LogEvent, isLast: boolean, maxBytes: number): Taken {
  if (event.type !== "delta") {
    const json = JSON.stringify(event)
    return utf8Bytes(json) <= maxBytes ? { json, rest: false } : { held: event, rest: true }
  }
  const whole = isLast ? withoutOpenPair(event.text) : event.text
  const text = fittingStart(whole, maxBytes - utf8Bytes(JSON.stringify({ ...event, text: "" })))
  const later = event.text.slice(text.length)
  return {
    ...(text && { json: JSON.stringify({ ...event, text: text.toWellFormed() }) }),
    ...(later && { held: { ...event, text: later } }),
    rest: text.length < whole.length,
  }
}
