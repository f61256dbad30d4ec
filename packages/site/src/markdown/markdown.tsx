import { Fragment } from "preact"
import { useEffect, useMemo } from "preact/hooks"
import { BlockView } from "./block.tsx"
import type { Block } from "./blocks.ts"
import { inGroups, kept } from "./kept.ts"
import { lexer, loadLexer } from "./lexer.ts"

/** Markdown that may still be growing. Each new piece of text costs the parsing and comparing of its end only. Until the lexer is here it is plain text. */
export function Markdown({ source, ended }: { source: string; ended: boolean }) {
  const loaded = lexer.value
  const parse = useMemo(() => loaded?.createParser(), [loaded])
  useEffect(() => void loadLexer(), [])
  if (!parse)
    return (
      <div class="markdown">
        <p class="plain">{source}</p>
      </div>
    )
  return <div class="markdown">{inGroups(parse(source, ended).filter(isShown), group)}</div>
}

// A group of what is not shown would be an empty element after the last block.
const isShown = ({ type }: Block) => type !== "space" && type !== "def"

// A browser lays out a growing element by asking each of its children: after the first blocks it is asked of whole groups.
function group(blocks: readonly Block[], start: number) {
  const views = blocks.map((token, index) => kept(token, () => <BlockView key={index} token={token} />))
  return start === 0 ? (
    <Fragment key={start}>{views}</Fragment>
  ) : (
    <div key={start} class="part">
      {views}
    </div>
  )
}
