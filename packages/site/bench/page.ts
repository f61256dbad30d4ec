import { marked } from "marked"
import { h, render } from "preact"
import { block } from "../src/markdown/block.tsx"
import { lexer, loadLexer } from "../src/markdown/lexer.ts"
import { Markdown } from "../src/markdown/markdown.tsx"
import { answers } from "./answers.ts"

/** Milliseconds of the main thread for each piece, layout included. */
type Run = (name: string, length: number, pieceLength: number, way: string) => Promise<number[]>

const ways: Record<string, (place: HTMLElement, source: string) => void> = {
  // The page's own.
  parts: (place, source) => render(h(Markdown, { source, ended: false }), place),
  // The same elements, but everything is parsed and compared anew.
  elements: (place, source) => render(h("div", { class: "markdown" }, lexer.value?.(source, {}).map(block)), place),
  // As most chat pages do it, without the sanitizer that they need.
  html: (place, source) => {
    place.className = "markdown"
    place.innerHTML = marked.parse(source, { async: false })
  },
}

const run: Run = async (name, length, pieceLength, way) => {
  await loadLexer()
  if (!lexer.value) throw new Error("The lexer did not load.")
  const text = answers[name]?.(length) ?? ""
  const draw = ways[way]
  if (!draw || !text) throw new Error(`Nothing to run for ${name} in ${way}.`)
  const place = document.body.appendChild(document.createElement("div"))
  const times: number[] = []
  for (let end = pieceLength; end < text.length + pieceLength; end += pieceLength) {
    const start = performance.now()
    draw(place, text.slice(0, end))
    // Reading a height makes the browser lay out now, so that it counts.
    place.getBoundingClientRect()
    times.push(performance.now() - start)
    // As between two frames, effects run.
    if (times.length % 50 === 0) await new Promise((resolve) => setTimeout(resolve))
  }
  render(null, place)
  place.remove()
  return times
}

Object.assign(window, { run })
