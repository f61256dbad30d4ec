import type { VNode } from "preact"
import { useEffect, useMemo } from "preact/hooks"
import { block } from "./block.tsx"
import { type Block, createBlockParser } from "./blocks.ts"
import { type Lex, lexer, loadLexer } from "./lexer.ts"

/** Markdown that may still be growing. Each new piece of text costs the parsing and comparing of the last block only. Until the lexer is here it is plain text. */
export function Markdown({ source, ended }: { source: string; ended: boolean }) {
  const lex = lexer.value
  const view = useMemo(() => lex && createView(lex), [lex])
  useEffect(() => void loadLexer(), [])
  return <div class="markdown">{view ? view(source, ended) : <p class="plain">{source}</p>}</div>
}

function createView(lex: Lex) {
  const parse = createBlockParser(lex)
  // Preact does not look into an element that is the very same object as last time.
  const elements = new WeakMap<Block, VNode>()
  return (source: string, ended: boolean) =>
    parse(source, ended).map((token, index) => {
      const element = elements.get(token) ?? <BlockView key={index} token={token} />
      elements.set(token, element)
      return element
    })
}

const BlockView = ({ token }: { token: Block }) => <>{block(token)}</>
