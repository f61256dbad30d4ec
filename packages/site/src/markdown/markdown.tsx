import { useEffect, useMemo } from "preact/hooks"
import { block } from "./block.tsx"
import { type Block, createBlockParser } from "./blocks.ts"
import { kept } from "./kept.ts"
import { lexer, loadLexer } from "./lexer.ts"

/** Markdown that may still be growing. Each new piece of text costs the parsing and comparing of its end only. Until the lexer is here it is plain text. */
export function Markdown({ source, ended }: { source: string; ended: boolean }) {
  const lex = lexer.value
  const parse = useMemo(() => lex && createBlockParser(lex), [lex])
  useEffect(() => void loadLexer(), [])
  if (!parse)
    return (
      <div class="markdown">
        <p class="plain">{source}</p>
      </div>
    )
  return (
    <div class="markdown">{parse(source, ended).map((token, index) => kept(token, () => <BlockView key={index} token={token} />))}</div>
  )
}

const BlockView = ({ token }: { token: Block }) => <>{block(token)}</>
