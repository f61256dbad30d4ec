import { createParser } from "eventsource-parser"
import type { TurnEvent } from "./types.ts"

const names = new Set(["turn", "block", "delta", "update", "done", "error"])

/** Calls `found` with each event of a turn in the text that it is fed. Events with other names are skipped. */
export const createEventParser = (found: (event: TurnEvent) => void) =>
  createParser({
    onEvent: ({ event: name, data, id }) => {
      if (!name || !names.has(name)) return
      const event = { ...JSON.parse(data), type: name, id }
      found(name === "delta" && event.index === undefined ? fromText(event.text, Number(id)) : event)
    },
  })

/** The delta of a stream that is one text: functions of the version before send no blocks, and as the id the length up to the delta's end. */
const fromText = (text: string, end: number): TurnEvent =>
  end > text.length ? { type: "delta", id: end, index: 0, text } : { type: "block", id: end, index: 0, block: { text } }
