import { utf8Bytes } from "../content.ts"
import { hasVisibleText } from "../visible-text.ts"
import type { TextSink } from "./text-sink.ts"
import { withoutOpenPair } from "./text-sink.ts"

export type GrowingText = {
  add(piece: string): void
  bytes(): number
  /** What may be stored and passed on so far, without a last code unit that waits for its other half. */
  soFar(): string
  /** The whole text, well-formed, once nothing more comes. */
  end(): string
}

/** The text of an answer while it is written. Text that shows nothing counts as none: it is held back until something visible follows. */
export function growingText(sink: TextSink): GrowingText {
  let text = ""
  let bytes = 0
  let isVisible = false
  return {
    bytes: () => bytes,
    soFar: () => (isVisible ? withoutOpenPair(text) : ""),
    add(piece) {
      text += piece
      bytes += utf8Bytes(piece)
      if (isVisible) return sink.add(piece)
      isVisible = hasVisibleText(piece)
      if (isVisible) sink.add(text)
    },
    end() {
      const whole = isVisible ? text.toWellFormed() : ""
      sink.upTo(whole)
      return whole
    },
  }
}
