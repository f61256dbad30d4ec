import type { Token } from "marked"
import { growthOfCode } from "./code.ts"
import { growthOfList } from "./list.ts"
import { growthOfParagraph } from "./paragraph.ts"
import { growthOfQuote } from "./quote.ts"
import { growthOfTable } from "./table.ts"

/** A long block that is still being written: its start is settled, and only its rest is read again. */
export type Growth = {
  /** The start of the block's text that is not read again. */
  settled: string
  /** What the lexer must find in place of the settled text, to see the rest as it would in the whole. */
  prefix: string
  /** The settled start may show something else than it will at the end: emphasis whose other half is far away. */
  isApproximate?: true
  /** The whole block, made of the settled start and of what the lexer saw in the rest. `undefined` if the rest changed what the start means. */
  join(rest: Token): Token | undefined
}

/** Settles as much as is certain of an open block; `undefined` if nothing is. Raw HTML is always read as a whole. */
export function growthOf(block: Token): Growth | undefined {
  switch (block.type) {
    case "blockquote":
      return growthOfQuote(block)
    case "code":
      return growthOfCode(block)
    case "list":
      return growthOfList(block)
    case "table":
      return growthOfTable(block)
    case "paragraph":
      return growthOfParagraph(block)
  }
}

/** The source of a block that was joined. */
export const joinedRaw = ({ settled, prefix }: Pick<Growth, "settled" | "prefix">, rest: Token): string =>
  settled + rest.raw.slice(prefix.length)
