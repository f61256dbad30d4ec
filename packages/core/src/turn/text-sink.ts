import type { Emit } from "./events.ts"

export type TextSink = {
  /** Passes on the next piece of the text, without a look at what came before: a long answer costs no more for a piece than a short one. */
  add(piece: string): void
  /** Passes on the part of the text so far that the listener does not have yet. */
  upTo(text: string): void
  /** UTF-16 code units that the listener holds. */
  length(): number
}

/**
 * Turns a growing text into deltas. A delta never ends inside a surrogate pair; a start inside one moves back by one, a start beyond the
 * text waits until it is passed.
 * @param after UTF-16 code units that the listener already holds
 */
export function textSink(after: number, emit: Emit): TextSink {
  let sent = after
  let added = 0
  // The last code unit that was added, if it waits for its other half.
  let open = ""
  return {
    length: () => sent,
    add(piece) {
      const text = open + piece
      const begins = added - open.length
      added += piece.length
      let from = Math.max(sent - begins, 0)
      if (isInsidePair(text, from)) from -= 1
      const end = withoutOpenPair(text).length
      open = text.slice(end)
      if (from >= end) return
      sent = begins + end
      tell(text.slice(from, end))
    },
    upTo(text) {
      if (text.length <= sent) return
      if (isInsidePair(text, sent)) sent -= 1
      const end = withoutOpenPair(text).length
      if (end <= sent) return
      const piece = text.slice(sent, end)
      sent = end
      tell(piece)
    },
  }

  function tell(piece: string): void {
    emit({ event: "delta", data: { text: piece.toWellFormed() }, id: String(sent) })
  }
}

/** The text without a last code unit that waits for its other half. */
export const withoutOpenPair = (text: string): string => (isHigh(text.charCodeAt(text.length - 1)) ? text.slice(0, -1) : text)

export const isInsidePair = (text: string, at: number) => at > 0 && isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at))
const isHigh = (unit: number) => (unit & 0xfc00) === 0xd800
const isLow = (unit: number) => (unit & 0xfc00) === 0xdc00
