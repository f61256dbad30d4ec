import type { Links, Token } from "marked"
import type { Lex } from "./lexer.ts"
import { type Growth, growthOf } from "./open/growth.ts"

/** A piece of Markdown at the top level that shows something. Finished ones keep their identity, so that a view can skip them. */
export type Block = Token

export type BlockParser = (text: string, ended: boolean) => Block[]

// A block longer than this is read in parts.
const longBlockCharacters = 1_500

/**
 * Makes a parser for a text that grows at its end. Only the last block, and whatever follows it, is parsed again, of a long block only the
 * end: more text cannot change what is before. Text that did not grow out of the previous one is parsed afresh. When the text has ended it
 * is parsed as a whole once, since a link's target may be defined after its use; blocks that stay the same keep their identity.
 */
export function createBlockParser(lex: Lex): BlockParser {
  let finished: Block[] = []
  let finishedText = ""
  let links: Links = {}
  let growth: Growth | undefined
  let isApproximate = false
  let last: { source: string; ended: boolean; blocks: Block[] } = { source: "", ended: false, blocks: [] }

  function parseGrowing(text: string): Block[] {
    if (!beginsWith(text, finishedText)) {
      finished = []
      finishedText = ""
      links = {}
      growth = undefined
      isApproximate = false
    }
    const open = lexOpen(text.slice(finishedText.length))
    // So far only marks: an underline makes a heading of the line before it, until it turns out to be an item.
    if (/^[^\p{L}]+$/u.test(text.slice(text.lastIndexOf("\n") + 1))) return [...finished, ...open.filter(isShown)]
    const closed = open.slice(0, lastCertain(open, text.endsWith("\n")))
    const closedText = rawOf(closed)
    // The lexer rewrites some texts: a block that cannot be found again stays open.
    if (closed.length > 0 && text.startsWith(closedText, finishedText.length)) {
      finished = [...finished, ...closed.filter(isShown)]
      finishedText += closedText
      links = { ...linksOf(closed), ...links }
      growth = undefined
      open.splice(0, closed.length)
    }
    settle(open, text.slice(finishedText.length))
    return [...finished, ...open.filter(isShown)]
  }

  function lexOpen(text: string): Block[] {
    if (growth && beginsWith(text, growth.settled)) {
      const [first, ...others] = lex(growth.prefix + text.slice(growth.settled.length), links)
      const joined = first && growth.join(first)
      if (joined) return [joined, ...others]
    }
    growth = undefined
    return lex(text, links)
  }

  function settle([block, ...others]: Block[], text: string): void {
    if (!block || others.some(({ type }) => type !== "space")) return
    if (block.raw.length - (growth?.settled.length ?? 0) < longBlockCharacters) return
    const more = growthOf(block)
    if (!more || !beginsWith(text, more.settled)) return
    growth = more
    isApproximate ||= more.isApproximate === true
  }

  return (source, ended) => {
    if (source === last.source && ended === last.ended) return last.blocks
    const text = source.includes("\r") ? source.replace(/\r\n?/g, "\n") : source
    const blocks = ended ? withKept(lex(text, {}), isApproximate ? [] : last.blocks) : parseGrowing(text)
    last = { source, ended, blocks }
    return blocks
  }
}

// V8 looks for a start character by character, but compares two texts many at a time: for a long start thirty times as fast.
const beginsWith = (text: string, start: string): boolean => text.slice(0, start.length) === start

const isShown = ({ type }: Block) => type !== "space" && type !== "def"

const rawOf = (blocks: Block[]): string => blocks.map(({ raw }) => raw).join("")

// The first definition of a label holds.
function linksOf(blocks: Block[]): Links {
  const links: Links = {}
  for (const block of blocks) if (block.type === "def") links[block.tag] ??= { href: block.href, title: block.title }
  return links
}

// A line that is still being written may yet join the block before it: "2" after a list becomes "2. second".
function lastCertain(blocks: Block[], lineEnded: boolean): number {
  const last = blocks.findLastIndex(({ type }) => type !== "space")
  if (last < 1 || lineEnded || blocks[last]?.raw.includes("\n")) return Math.max(last, 0)
  return Math.max(
    blocks.findLastIndex(({ type }, index) => type !== "space" && index < last),
    0,
  )
}

// With definitions the same text may have become a link.
function withKept(tokens: Token[], shown: Block[]): Block[] {
  const blocks = tokens.filter(isShown)
  if (tokens.some(({ type }) => type === "def")) return blocks
  const changed = blocks.findIndex(({ type, raw }, index) => shown[index]?.raw !== raw || shown[index]?.type !== type)
  return [...shown.slice(0, changed < 0 ? blocks.length : changed), ...(changed < 0 ? [] : blocks.slice(changed))]
}
