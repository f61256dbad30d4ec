import type { Tokens } from "marked"
import { type Growth, type GrowthOf, joinedRaw } from "./growth.ts"

// Replaces the item's text before its last block. After a heading any block may begin, also a list that does not start at 1.
const stub = "# x\n"

/** Settles the start of the block at the end of the last item, such as a list or code. `growthOf` settles that block. */
export function growthOfLastItem(list: Tokens.List, growthOf: GrowthOf): Growth | undefined {
  const before = list.items.slice(0, -1)
  const [item] = list.items.slice(-1)
  const index = item?.tokens.findLastIndex(({ type }) => type !== "space") ?? -1
  const block = item?.tokens[index]
  // Indented lines of a paragraph would become items if the paragraph began later.
  if (!item || index < 1 || !block || block.type === "paragraph") return undefined
  const inner = growthOf(block)
  const start = rawOf(item.tokens.slice(0, index))
  if (!inner || !item.text.startsWith(start + inner.settled)) return undefined
  const settledRaw = settledLines(item, start + inner.settled)
  const [marker] = /^ *(?:[-*+]|\d+[.)]) +(?=\S)/.exec(item.raw) ?? []
  if (settledRaw === undefined || !marker) return undefined
  const settled = rawOf(before) + settledRaw
  const own = marker + indented(stub + inner.prefix, marker.length)
  // One blank line between items makes the whole list loose. An item before this one carries that over.
  const prefix = list.loose ? `${marker}x\n\n${own}` : own
  return {
    settled,
    prefix,
    ...(inner.isApproximate && { isApproximate: true }),
    join(generic) {
      const rest = generic as Tokens.List
      const [first, ...others] = list.loose ? (rest.items?.slice(1) ?? []) : (rest.items ?? [])
      if (rest.type !== "list" || rest.loose !== list.loose || !first?.raw.startsWith(own)) return undefined
      const [heading, next, ...tokens] = first.tokens
      const joined = heading?.type === "heading" && next && inner.join(next)
      if (!joined) return undefined
      const grown = {
        ...item,
        raw: settledRaw + first.raw.slice(own.length),
        text: start + inner.settled + first.text.slice(stub.length + inner.prefix.length),
        tokens: [...item.tokens.slice(0, index), joined, ...tokens],
      }
      return { ...list, raw: joinedRaw({ settled, prefix }, rest), items: [...before, grown, ...others] }
    },
  }
}

const rawOf = (tokens: readonly { raw: string }[]): string => tokens.map(({ raw }) => raw).join("")

/** The lines of an item's source with this much of its text, if the lexer removed only the indentation. */
function settledLines({ raw, text }: Tokens.ListItem, settled: string): string | undefined {
  const isWhole = settled.endsWith("\n")
  if (!isWhole && text[settled.length] !== "\n") return undefined
  const lines = (isWhole ? settled.slice(0, -1) : settled).split("\n")
  const rawLines = raw.split("\n").slice(0, lines.length)
  if (rawLines.length < lines.length || lines.some((line, index) => !rawLines[index]?.endsWith(line))) return undefined
  if (rawLines.slice(1).some((line, index) => line.slice(0, line.length - (lines[index + 1]?.length ?? 0)).trim())) return undefined
  return rawLines.join("\n") + (isWhole ? "\n" : "")
}

const indented = (text: string, width: number): string => text.replace(/\n(?=.)/g, `\n${" ".repeat(width)}`)
