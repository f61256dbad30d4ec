import type { Token } from "marked"
import { Fragment, h } from "preact"
import { render } from "preact-render-to-string"
import { block } from "../../src/markdown/block.tsx"
import type { Lex } from "../../src/markdown/blocks.ts"
import { lexer, loadLexer } from "../../src/markdown/lexer.ts"

/** The page's own lexer. */
export async function loadedLex(): Promise<Lex> {
  await loadLexer()
  if (!lexer.value) throw new Error("The lexer did not load.")
  return lexer.value.lex
}

/** The rendered HTML of blocks. */
export const htmlOf = (blocks: Token[]): string => render(h(Fragment, null, blocks.map(block)))
