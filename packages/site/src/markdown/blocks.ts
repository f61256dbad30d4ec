import type { Links, Token, Tokens } from "marked"
import type { Growth } from "./open/growth.ts"
import { growthOf } from "./open/growth-of.ts"
import type { FootnoteToken, UsableDefinition } from "./syntax/tokens.ts"

/** A visible top-level block of Markdown. Finished blocks keep their identity, so that a view can skip them. */
export type Block = Token

/** `links` are the definitions of earlier text. With `growing`, an open construct at the end of the text may still be closed. */
export type Lex = (text: string, links: Links, growing?: boolean) => Token[]

export type BlockParser = (text: string, ended: boolean) => Block[]

// A longer block is parsed in parts.
const longBlockCharacters = 1_500

/**
 * Creates a parser for a text that grows at its end. It parses only the last block and the text after it again; of a long block only the
 * end, because more text cannot change the start. Text that does not continue the previous one is parsed from its start. A text that has ended
 * is parsed once as a whole, because a link may be defined after its use; unchanged blocks keep their identity.
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
    // Only markers so far: they make the line before them a heading, unless they turn out to be an item.
    if (/^[^\p{L}]+$/u.test(text.slice(text.lastIndexOf("\n") + 1))) return shown(open)
    const closed = open.slice(0, lastCertain(open, text.endsWith("\n")))
    const closedText = rawOf(closed)
    // The lexer rewrites some texts: a block that is not found in the source stays open.
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

  // A definition is hidden from its first use on, which may come after it.
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

// V8's `startsWith` compares character by character. Comparing two strings is thirty times as fast for a long prefix.
const beginsWith = (text: string, start: string): boolean => text.slice(0, start.length) === start

/** Without a byte order mark, with uniform line breaks, and with U+FFFD for NUL (CommonMark 2.3). */
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

// The first definition of a label wins.
function linksOf(blocks: Block[]): Links {
  const links: Links = {}
  for (const block of blocks) if (isDefinition(block)) links[block.tag] ??= block
  return links
}

const isDefinition = (block: Block): block is Tokens.Def | FootnoteToken => block.type === "def" || block.type === "footnote"

// An incomplete line may still join the block before it: "2" after a list becomes "2. second".
function lastCertain(blocks: Block[], lineEnded: boolean): number {
  const last = blocks.findLastIndex(({ type }) => type !== "space")
  if (last < 1 || lineEnded || blocks[last]?.raw.includes("\n")) return Math.max(last, 0)
  return Math.max(
    blocks.findLastIndex(({ type }, index) => type !== "space" && index < last),
    0,
  )
}

// Definitions, also those in quotes and items, may have turned the same text into a link.
const definition = /^[ \t>*+\-\d.)]*\[[^\]]+\]:/m

function withKept(text: string, tokens: Token[], shown: Block[]): Block[] {
  const blocks = tokens.filter(isShown)
  if (definition.test(text)) return blocks
  const changed = blocks.findIndex(({ type, raw }, index) => shown[index]?.raw !== raw || shown[index]?.type !== type)
  return [...shown.slice(0, changed < 0 ? blocks.length : changed), ...(changed < 0 ? [] : blocks.slice(changed))]
}
