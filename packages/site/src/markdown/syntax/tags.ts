import type { Token } from "marked"
import { maxTagNesting } from "./bounds.ts"
import type { TagName, TagToken } from "./tokens.ts"

const openTag = /^<(sub|sup|kbd|mark|u)>$/i
const closeTag = /^<\/(sub|sup|kbd|mark|u)\s*>$/i
const lineBreak = /^<br\s*\/?>$/i

/** A block that consists of such tags and text is running text. */
export const beginsWithTag = /^ {0,3}<\/?(?:sub|sup|kbd|mark|u|br)\s*\/?>/i

/** Creates elements for closed tags of the list above without attributes. All other HTML is shown as source. */
export function pairTags(tokens: Token[]): void {
  if (!tokens.some(({ type }) => type === "html")) return
  const levels: { name?: TagName; open?: Token; tokens: Token[] }[] = [{ tokens: [] }]
  for (const token of tokens) {
    const level = levels.at(-1)
    if (token.type !== "html") level?.tokens.push(token)
    else if (lineBreak.test(token.raw)) level?.tokens.push({ type: "br", raw: token.raw })
    else if (openTag.test(token.raw) && levels.length <= maxTagNesting) {
      levels.push({ name: nameOf(openTag, token.raw), open: token, tokens: [] })
    } else {
      const name = nameOf(closeTag, token.raw)
      const at = name ? levels.findLastIndex((one) => one.name === name) : -1
      if (at < 1) level?.tokens.push(token)
      else {
        flatten(levels, at)
        const { open, tokens: inside } = levels.pop() ?? { tokens: [] }
        const raw = [open, ...inside, token].map((one) => one?.raw ?? "").join("")
        levels.at(-1)?.tokens.push({ type: "tag", name, tokens: inside, raw } as TagToken)
      }
    }
  }
  flatten(levels, 0)
  tokens.splice(0, tokens.length, ...(levels[0]?.tokens ?? []))
}

/** Unclosed tags above a level become text. */
function flatten(levels: { open?: Token; tokens: Token[] }[], to: number): void {
  while (levels.length - 1 > to) {
    const { open, tokens } = levels.pop() ?? { tokens: [] }
    levels.at(-1)?.tokens.push(...(open ? [open] : []), ...tokens)
  }
}

const nameOf = (rule: RegExp, raw: string) => rule.exec(raw)?.[1]?.toLowerCase() as TagName | undefined
