// Bundled for a page of its own: shows an answer that grows, and counts what the page's library looks at for it.
import { h, options, render } from "preact"
import { loadLexer } from "../../src/markdown/lexer.ts"
import { Markdown } from "../../src/markdown/markdown.tsx"

// However slow the machine is, no parsing counts as slow, so that each piece is parsed at once.
performance.now = () => 0

let compared = 0
const before = options.diffed
options.diffed = (element) => {
  compared++
  before?.(element)
}

/** Elements and texts that are compared for the last piece of a text, when all before it is shown. */
async function comparedFor(text: string, piece: string): Promise<number> {
  await loadLexer()
  const place = document.body.appendChild(document.createElement("div"))
  const show = (source: string) => render(h(Markdown, { source, ended: false }), place)
  show(text)
  show(`${text}a`)
  compared = 0
  show(`${text}a${piece}`)
  const taken = compared
  render(null, place)
  place.remove()
  return taken
}

Object.assign(window, { comparedFor })
