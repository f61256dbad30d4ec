import type { Token } from "marked"
import type { Lex } from "./lexer.ts"

/** A piece of Markdown at the top level. Finished ones keep their identity, so that a view can skip them. */
export type Block = Token

export type BlockParser = (text: string, ended: boolean) => Block[]

/**
 * Makes a parser for a text that grows at its end. Only the last block, and whatever follows it, is parsed again: more text cannot change
 * the blocks before it. Text that did not grow out of the previous one is parsed afresh. So is the whole text when it has ended, since a
 * link's target may be defined after its use.
 */
export function createBlockParser(lex: Lex): BlockParser {
  let finished: Block[] = []
  let finishedText = ""
  return (text, ended) => {
    if (ended) return lex(text)
    if (!text.startsWith(finishedText)) {
      finished = []
      finishedText = ""
    }
    const open = lex(text.slice(finishedText.length))
    const last = lastCertain(open, text.endsWith("\n"))
    if (last > 0) {
      const closed = open.slice(0, last)
      const closedText = closed.map((token) => token.raw).join("")
      // The lexer rewrites tabs and line ends in places: a block whose text cannot be found again stays open.
      if (text.startsWith(closedText, finishedText.length)) {
        finished = [...finished, ...closed]
        finishedText += closedText
        return [...finished, ...open.slice(last)]
      }
    }
    return [...finished, ...open]
  }
}

// A line that is still being written may yet join the block before it: "2" after a list becomes "2. second".
function lastCertain(blocks: Block[], lineEnded: boolean): number {
  const last = blocks.findLastIndex(({ type }) => type !== "space")
  if (last < 1 || lineEnded || blocks[last]?.raw.includes("\n")) return last
  return blocks.findLastIndex(({ type }, index) => type !== "space" && index < last)
}
