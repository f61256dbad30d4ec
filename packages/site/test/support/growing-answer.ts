// Bundled for a separate page: shows a growing answer, and counts the vnodes that Preact compares for it.
import { h, options, render } from "preact"
import { loadLexer } from "../../src/markdown/lexer.ts"
import { Markdown } from "../../src/markdown/markdown.tsx"

// No parsing counts as slow, even on a slow machine, so that each delta is parsed at once.
performance.now = () => 0

let compared = 0
const before = options.diffed
options.diffed = (element) => {
  compared++
  before?.(element)
}

/** The elements and texts compared for the last delta of a text, after the rest is shown. */
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
