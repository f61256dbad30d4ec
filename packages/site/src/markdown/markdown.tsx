import type { ComponentChildren } from "preact"
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
  return <div class="markdown">{inGroups(parse(source, ended), part)}</div>
}

// A browser lays out a growing element by asking each of its children: it is asked of whole groups.
const part = (blocks: readonly Block[], start: number) => (
  <Part key={start}>{blocks.map((token, index) => kept(token, () => <BlockView key={index} token={token} />))}</Part>
)

const Part = ({ children }: { children: ComponentChildren }) => <div class="part">{children}</div>
