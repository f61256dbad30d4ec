import type { VNode } from "preact"
import { useState } from "preact/hooks"
import { block } from "./block.tsx"
import { type Block, createBlockParser } from "./blocks.ts"

/** Markdown that may still be growing. Each new piece of text costs the parsing and comparing of the last block only. */
export function Markdown({ source, ended }: { source: string; ended: boolean }) {
  const [view] = useState(createView)
  return <div class="markdown">{view(source, ended)}</div>
}

function createView() {
  const parse = createBlockParser()
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
