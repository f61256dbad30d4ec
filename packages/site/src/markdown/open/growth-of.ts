import type { Token } from "marked"
import { growthOfCode } from "./code.ts"
import type { Growth } from "./growth.ts"
import { growthOfList } from "./list.ts"
import { growthOfParagraph } from "./paragraph.ts"
import { growthOfQuote } from "./quote.ts"
import { growthOfTable } from "./table.ts"

/** Settles as much of an open block as is certain; `undefined` if nothing is. Raw HTML is always parsed as a whole. */
export function growthOf(block: Token): Growth | undefined {
  switch (block.type) {
    case "blockquote":
      return growthOfQuote(block)
    case "code":
      return growthOfCode(block)
    case "list":
      return growthOfList(block, growthOf)
    case "table":
      return growthOfTable(block)
    case "paragraph":
      return growthOfParagraph(block)
  }
}
