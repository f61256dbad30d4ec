import { utf8Bytes } from "../content.ts"
import { fittingStart } from "../json-size.ts"
import type { AnswerEvent, LogEvent } from "./log-events.ts"

/** The events of an answer that its log does not hold yet. */
export type Backlog = {
  add(event: AnswerEvent): void
  /** Takes the oldest events, up to a number of bytes of JSON. A delta is split to fit, any other event only if it alone is larger. */
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
      for (let event = waiting.shift(); event; event = waiting.shift()) {
        const { json, rest } = partOf(event, left, taken.length === 0)
        if (json !== undefined) taken.push(json)
        left -= utf8Bytes(json ?? "") + commaBytes
        if (rest === undefined) continue
        waiting.unshift(rest)
        break
      }
      return { events: taken.length > 0 ? `[${taken.join(",")}]` : undefined, isMore: waiting.length > 0 }
    },
  }
}

/** The part of an event that fits, as JSON, and what is left of it. Only an event that is larger than a whole list is cut into pieces. */
function partOf(event: LogEvent, maxBytes: number, isFirst: boolean): { json?: string; rest?: LogEvent } {
  const json = JSON.stringify(event)
  if (utf8Bytes(json) <= maxBytes) return { json }
  if (event.type === "delta") {
    const [text, later] = split(event.text, maxBytes - utf8Bytes(JSON.stringify({ ...event, text: "" })))
    return { ...(text && { json: JSON.stringify({ ...event, text }) }), rest: { ...event, text: later } }
  }
  if (!isFirst) return { rest: event }
  const whole = event.type === "piece" ? event.json : json
  const [start, later] = split(whole, maxBytes - utf8Bytes(JSON.stringify({ type: "piece", json: "" })))
  return { json: JSON.stringify({ type: "piece", json: start }), rest: { type: "piece", json: later, isLast: true } }
}

function split(text: string, maxBytes: number): [start: string, rest: string] {
  const start = fittingStart(text, maxBytes)
  return [start, text.slice(start.length)]
}
