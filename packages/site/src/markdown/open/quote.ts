import type { Token, Tokens } from "marked"
import { type Growth, joinedRaw } from "./growth.ts"

const prefix = ""
const marker = /^ {0,3}> ?/gm

/** All blocks of a quote but the last one, if what comes after them begins with a mark of the quote again. */
export function growthOfQuote(generic: Token): Growth | undefined {
  const quote = generic as Tokens.Blockquote
  const last = quote.tokens.findLastIndex(({ type }) => type !== "space")
  const tokens = quote.tokens.slice(0, last)
  const inside = tokens.map(({ raw }) => raw).join("")
  if (!/\n[ \t]*\n$/.test(inside)) return undefined
  const lines = quote.raw.split("\n")
  const count = inside.split("\n").length - 1
  const settled = `${lines.slice(0, count).join("\n")}\n`
  // The lexer rewrites some texts, and a line may go on a paragraph without the mark.
  if (settled.replace(marker, "") !== inside || !/^ {0,3}>/.test(lines[count] ?? "")) return undefined
  return {
    settled,
    prefix,
    join(generic) {
      const rest = generic as Tokens.Blockquote
      if (rest.type !== "blockquote") return undefined
      return { ...rest, raw: joinedRaw({ settled, prefix }, rest), text: `${inside}${rest.text}`, tokens: [...tokens, ...rest.tokens] }
    },
  }
}
