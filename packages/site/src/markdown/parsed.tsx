import type { ComponentChildren } from "preact"
import { useEffect, useMemo, useRef, useState } from "preact/hooks"
import { BlockView } from "./block.tsx"
import type { Block, BlockParser } from "./blocks.ts"
import { inGroups, memo } from "./memo.ts"

export type ParsedProps = { createParser: () => BlockParser; source: string; ended: boolean }

/** The elements of a text. A delta costs parsing and diffing of the text's end only. */
export function Parsed({ createParser, source, ended }: ParsedProps) {
  const parse = useMemo(createParser, [createParser])
  const blocks = usePaced(parse, source, ended)
  const notes = blocks.filter(isNote)
  const text = notes.length > 0 ? blocks.filter((block) => !isNote(block)) : blocks
  return (
    <div class="markdown">
      {inGroups(text, part)}
      {notes.length > 0 && <div class="footnotes">{notes.map(view)}</div>}
    </div>
  )
}

// If parsing took longer than this, the next parsing waits several times as long, so that the page stays responsive.
const slowMs = 12
const restFactor = 4

/** The blocks of a text, or briefly those of its previous state. A text that has ended is parsed at once. */
function usePaced(parse: BlockParser, source: string, ended: boolean): Block[] {
  const parsed = useRef<{ blocks: Block[]; restUntil: number }>({ blocks: [], restUntil: 0 })
  const [, parseAgain] = useState(0)
  const startedAt = performance.now()
  const isResting = !ended && startedAt < parsed.current.restUntil
  if (!isResting) {
    const blocks = parse(source, ended)
    const tookMs = performance.now() - startedAt
    parsed.current = { blocks, restUntil: tookMs > slowMs ? startedAt + tookMs * (1 + restFactor) : 0 }
  }
  useEffect(() => {
    if (!isResting) return
    const timer = setTimeout(() => parseAgain((count) => count + 1), parsed.current.restUntil - startedAt)
    return () => clearTimeout(timer)
  })
  return parsed.current.blocks
}

// Footnotes come last, wherever they were defined.
const isNote = ({ type }: Block): boolean => type === "footnote"

const view = (token: Block, index: number) => memo(token, () => <BlockView key={index} token={token} />)

// Layout of a growing element visits each child, so blocks are grouped.
const part = (blocks: readonly Block[], start: number) => <Part key={start}>{blocks.map(view)}</Part>

const Part = ({ children }: { children: ComponentChildren }) => <div class="part">{children}</div>
