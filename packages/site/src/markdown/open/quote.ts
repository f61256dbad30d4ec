import type { Token, Tokens } from "marked"
import { type Growth, joinedRaw } from "./growth.ts"

const prefix = ""
const marker = /^ {0,3}> ?/gm
/** The next line may be the start of a numbered item, which would join the list before it. */
const halfItem = /^ {0,3}> {0,4}\d{1,9}[.)]?\s*$/

/** All blocks of a quote but the last one, if the text after them begins with the quote's marker. */
export function growthOfQuote(generic: Token): Growth | undefined {
  const quote = generic as Tokens.Blockquote
  const last = quote.tokens.findLastIndex(({ type }) => type !== "space")
  const tokens = quote.tokens.slice(0, last)
  // A definition applies to the rest too, which would be parsed without it.
  if (tokens.some(({ type }) => type === "def")) return undefined
  const inside = tokens.map(({ raw }) => raw).join("")
  if (!/\n[ \t]*\n$/.test(inside)) return undefined
  const lines = quote.raw.split("\n")
  const count = inside.split("\n").length - 1
  const settled = `${lines.slice(0, count).join("\n")}\n`
  const next = lines[count] ?? ""
  // The lexer rewrites some texts, and a lazy continuation line has no marker.
  if (settled.replace(marker, "") !== inside || !/^ {0,3}>/.test(next) || halfItem.test(next)) return undefined
  return {
    settled,
    prefix,
    // A link's target may be defined after its use.
    isApproximate: true,
    join(generic) {
      const rest = generic as Tokens.Blockquote
      if (rest.type !== "blockquote") return undefined
      return { ...rest, raw: joinedRaw({ settled, prefix }, rest), text: `${inside}${rest.text}`, tokens: [...tokens, ...rest.tokens] }
    },
  }
}
