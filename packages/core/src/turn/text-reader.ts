import { isTextBlock, storedText } from "../blocks/stored.ts"
import { blockSeparator } from "../text.ts"
import { type Emit, endEvent, errorEvent } from "./events.ts"
import type { Reader } from "./reader.ts"
import { textSink } from "./text-sink.ts"

/**
 * A caller without blocks, as pages of the version before: it reads the answer as one text, and its positions are lengths.
 * @param after UTF-16 code units that the caller already holds
 */
export function textReader(after: number, emit: Emit): Reader {
  let sink = textSink(after, emit)
  let isText = false
  /** The separator before the next text. */
  let separator = ""
  let hasText = false

  return {
    restart() {
      sink = textSink(0, emit)
      hasText = false
    },
    add(event) {
      if (event.type === "block") {
        isText = isTextBlock(event.block)
        separator = hasText ? blockSeparator : ""
      }
      if (event.type !== "delta" || !isText) return
      sink.add(separator + event.text)
      separator = ""
      hasText = true
    },
    upTo(blocks) {
      sink.upTo(storedText(blocks))
    },
    end(message) {
      sink.upTo(storedText(message.content))
      emit(endEvent(message))
    },
    leave(code) {
      const length = sink.length()
      emit(errorEvent(code, length > 0 || code === "turn.follow" ? "interrupted" : "failed", length))
    },
  }
}
