import type { Token, Tokens } from "marked"
import { type Growth, joinedRaw } from "./growth.ts"

// Replaces the settled text: a word, so that the rest is not parsed as a list, heading or code, and a space, so that it joins no word.
const prefix = "x "
// Text this close to the end does not settle: the line may become the header of a table.
const openCharacters = 300
// Beyond this length an open delimiter no longer prevents settling.
const patientCharacters = 6_000
// Constructs that may be closed later: emphasis, code, a link, HTML, a formula. An underscore inside a word is not one.
const opener = /[*~`[<$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/u

type Part = { type: "text"; raw: string; text: string; tokens: Token[] }

const isPart = (token: Token | undefined): token is Part => token?.type === "text" && "tokens" in token && token.tokens !== undefined

/** The text up to a space before which nothing is open. Text that settled earlier stays its own part, so that a view can skip it. */
export function growthOfParagraph(generic: Token): Growth | undefined {
  const paragraph = generic as Tokens.Paragraph
  const parts = paragraph.tokens.filter(isPart)
  const before = parts.reduce((length, { raw }) => length + raw.length, 0)
  const tokens = paragraph.tokens.slice(parts.length)
  const length = paragraph.raw.length - before - openCharacters
  const certain = cutOf(tokens, length, true)
  const cut = certain ?? (length > patientCharacters ? cutOf(tokens, length, false) : undefined)
  if (!cut) return undefined
  const settled = paragraph.raw.slice(0, before + cut.length)
  const raw = settled.slice(before)
  const start = [...parts, { type: "text", raw, text: raw, tokens: cut.tokens }]
  return {
    settled,
    prefix,
    ...(certain ? {} : { isApproximate: true }),
    join(rest) {
      const [first, ...others] = (rest as Tokens.Paragraph).tokens ?? []
      if (rest.type !== "paragraph" || first?.type !== "text" || !first.raw.startsWith(prefix)) return undefined
      const raw = joinedRaw({ settled, prefix }, rest)
      return { ...rest, raw, text: raw, tokens: [...start, withoutStart(first, prefix.length), ...others] }
    },
  }
}

/** The last position within `limit` characters where a text may be cut. Only text before the first open construct is certain. */
function cutOf(tokens: Token[], limit: number, certainly: boolean): { length: number; tokens: Token[] } | undefined {
  let cut: { length: number; tokens: Token[] } | undefined
  let at = 0
  for (const [index, token] of tokens.entries()) {
    if (at >= limit || (certainly && isFormulaOpener(token))) break
    if (token.type === "text") {
      const unsure = certainly ? token.raw.search(opener) : -1
      const length = lastSpace(token.raw.slice(0, Math.min(limit - at, unsure < 0 ? Infinity : unsure)))
      if (length > 0) {
        const raw = token.raw.slice(0, length)
        cut = { length: at + length, tokens: [...tokens.slice(0, index), { ...token, raw, text: raw }] }
      }
      if (unsure >= 0) break
    }
    at += token.raw.length
  }
  return cut
}

const isFormulaOpener = ({ type, raw }: Token): boolean => type === "escape" && /[([]/.test(raw)

// A single space between words, with the previous word on the same line. The rest begins after the space.
function lastSpace(text: string): number {
  for (let at = text.lastIndexOf(" "); at > 0; at = text.lastIndexOf(" ", at - 1)) {
    if (/\S \S/.test(text.slice(at - 1, at + 2))) return at + 1
  }
  return 0
}

function withoutStart(token: Token, length: number): Token {
  const { raw, text } = token as Tokens.Text
  return { ...token, raw: raw.slice(length), text: text.slice(length) } as Token
}
