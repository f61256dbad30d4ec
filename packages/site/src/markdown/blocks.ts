import type { Links, Token, Tokens } from "marked"
import type { Growth } from "./open/growth.ts"
import { growthOf } from "./open/growth-of.ts"
import type { FootnoteToken, UsableDefinition } from "./syntax/tokens.ts"

/** A piece of Markdown at the top level that shows something. Finished ones keep their identity, so that a view can skip them. */
export type Block = Token

/** `links` are the definitions of earlier text. With `growing`, an open construct at the end of the text may still be closed. */
export type Lex = (text: string, links: Links, growing?: boolean) => Token[]

export type BlockParser = (text: string, ended: boolean) => Block[]

// A block longer than this is read in parts.
const longBlockCharacters = 1_500

/**
 * Makes a parser for a text that grows at its end. Only the last block, and whatever follows it, is parsed again, of a long block only the
 * end: more text cannot change what is before. Text that does not continue the previous one is parsed from its start. When the text has ended it
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
    if (/^[^\p{L}]+$/u.test(text.slice(text.lastIndexOf("\n") + 1))) return shown(open)
    const closed = open.slice(0, lastCertain(open, text.endsWith("\n")))
    const closedText = rawOf(closed)
    // The lexer rewrites some texts: a block that cannot be found again stays open.
    if (closed.length > 0 && text.startsWith(closedText, finishedText.length)) {
      finished = [...finished, ...closed.filter(isContent)]
      finishedText += closedText
      links = { ...linksOf(closed), ...links }
      growth = undefined
      open.splice(0, closed.length)
    }
    settle(open, text.slice(finishedText.length))
    return shown(open)
  }

  // A definition goes out of sight at its first use, which may come after it.
  const shown = (open: Block[]): Block[] => [...finished, ...open].filter(isShown)

  function lexOpen(text: string): Block[] {
    if (growth && beginsWith(text, growth.settled)) {
      const [first, ...others] = lex(growth.prefix + text.slice(growth.settled.length), links, true)
      const joined = first && growth.join(first)
      if (joined) return [joined, ...others]
    }
    growth = undefined
    return lex(text, links, true)
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
    const text = readable(source)
    const blocks = ended ? withKept(text, lex(text, {}), isApproximate ? [] : last.blocks) : parseGrowing(text)
    last = { source, ended, blocks }
    return blocks
  }
}

// V8 looks for a start character by character, but compares two texts many at a time: for a long start thirty times as fast.
const beginsWith = (text: string, start: string): boolean => text.slice(0, start.length) === start

/** Without the mark that a file may begin with, with one kind of line break, and with U+FFFD for NUL (CommonMark 2.3). */
const readable = (source: string): string =>
  /[\r\0]|^\ufeff/.test(source)
    ? source
        .replace(/^\ufeff/, "")
        .replace(/\r\n?/g, "\n")
        .replaceAll("\0", "\ufffd")
    : source

const isContent = ({ type }: Block) => type !== "space"

const isShown = (block: Block) => isContent(block) && !(block.type === "def" && (block as UsableDefinition).used)

const rawOf = (blocks: Block[]): string => blocks.map(({ raw }) => raw).join("")

// The first definition of a label holds.
function linksOf(blocks: Block[]): Links {
  const links: Links = {}
  for (const block of blocks) if (isDefinition(block)) links[block.tag] ??= block
  return links
}

const isDefinition = (block: Block): block is Tokens.Def | FootnoteToken => block.type === "def" || block.type === "footnote"

// A line that is still being written may yet join the block before it: "2" after a list becomes "2. second".
function lastCertain(blocks: Block[], lineEnded: boolean): number {
  const last = blocks.findLastIndex(({ type }) => type !== "space")
  if (last < 1 || lineEnded || blocks[last]?.raw.includes("\n")) return Math.max(last, 0)
  return Math.max(
    blocks.findLastIndex(({ type }, index) => type !== "space" && index < last),
    0,
  )
}

// With definitions, which may stand in quotes and items, the same text may have become a link.
const definition = /^[ \t>*+\-\d.)]*\[[^\]]+\]:/m

function withKept(text: string, tokens: Token[], shown: Block[]): Block[] {
  const blocks = tokens.filter(isShown)
  if (definition.test(text)) return blocks
  const changed = blocks.findIndex(({ type, raw }, index) => shown[index]?.raw !== raw || shown[index]?.type !== type)
  return [...shown.slice(0, changed < 0 ? blocks.length : changed), ...(changed < 0 ? [] : blocks.slice(changed))]
}
