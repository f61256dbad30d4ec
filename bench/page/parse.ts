import { createParser, lex } from "../../packages/site/src/markdown/parsing.ts"
import { answers } from "./answers.ts"

const pieceCharacters = 40
/** The page's clock is coarse, so one measurement covers several pieces. */
const pieces = 10

/** Milliseconds for the parsing of one piece at the end of a text of `characters`, by the answer's kind: `rounds` values for each way. */
function parseTimes(characters: number, rounds: number): Record<string, { whole: number[]; parts: number[] }> {
  return Object.fromEntries(
    Object.entries(answers).map(([name, make]) => [name, timesOf(make(characters + pieces * pieceCharacters), rounds)]),
  )
}

function timesOf(text: string, rounds: number) {
  const ends = Array.from({ length: pieces }, (_, index) => text.length - (pieces - 1 - index) * pieceCharacters)
  const block = text.slice(startOfLastBlock(text))
  const shift = text.length - block.length
  const taken = { whole: [] as number[], parts: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    taken.whole.push(perPiece(ends, (end) => lex(block.slice(0, end - shift), {}, true)))
    const parse = createParser()
    // The text before the measured end arrives in pieces too.
    for (let end = pieceCharacters; end < (ends[0] ?? 0); end += 10 * pieceCharacters) parse(text.slice(0, end), false)
    taken.parts.push(perPiece(ends, (end) => parse(text.slice(0, end), false)))
  }
  return taken
}

function perPiece(ends: number[], parse: (end: number) => unknown): number {
  const start = performance.now()
  for (const end of ends) parse(end)
  return (performance.now() - start) / ends.length
}

/** Where the last block of a text begins. Finished blocks are never parsed again, in either way. */
function startOfLastBlock(text: string): number {
  const tokens = lex(text, {}, true)
  return text.length - (tokens.findLast(({ type }) => type !== "space")?.raw.length ?? 0)
}

Object.assign(window, { parseTimes })
