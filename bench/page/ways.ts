import { marked } from "marked"
import { h, render } from "preact"
import { createElement } from "react"
import { flushSync } from "react-dom"
import { createRoot } from "react-dom/client"
import ReactMarkdown from "react-markdown"
import remarkGfm from "remark-gfm"
import { default_renderer, parser, parser_end, parser_write } from "streaming-markdown"
import { loadLexer } from "../../packages/site/src/markdown/lexer.ts"
import { Markdown } from "../../packages/site/src/markdown/markdown.tsx"
import { answers } from "./answers.ts"

/** Shows a text that grows. `draw` gets the whole of it, `added` is its new end. */
type View = { draw(source: string, added: string): void; end(): void }

const ways: Record<string, (place: HTMLElement) => View> = {
  parley: (place) => ({
    draw: (source) => render(h(Markdown, { source, ended: false }), place),
    end: () => render(null, place),
  }),
  // As most chat pages do it, without the sanitizer that they need.
  marked: (place) => ({
    draw(source) {
      place.innerHTML = marked.parse(source, { async: false })
    },
    end() {},
  }),
  "react-markdown": (place) => {
    const root = createRoot(place)
    return {
      draw: (source) => flushSync(() => root.render(createElement(ReactMarkdown, { remarkPlugins: [remarkGfm] }, source))),
      end: () => root.unmount(),
    }
  },
  "streaming-markdown": (place) => {
    const writer = parser(default_renderer(place))
    return { draw: (_, added) => parser_write(writer, added), end: () => parser_end(writer) }
  },
}

/**
 * Streams an answer and measures at the given lengths, `pieces` around each. In between it goes on in bigger pieces, or for ways that draw
 * everything again anyway in one.
 * @returns milliseconds of the main thread for a piece, layout included, at each length: a mean, since the clock is coarse
 */
async function run(name: string, way: string, lengths: number[], piece: number, pieces: number, jump: boolean): Promise<number[]> {
  await loadLexer()
  const text = answers[name]?.((lengths.at(-1) ?? 0) + pieces * piece) ?? ""
  const place = document.body.appendChild(document.createElement("div"))
  place.className = "markdown"
  const view = ways[way]?.(place)
  if (!view || !text) throw new Error(`Nothing to run for ${name} in ${way}.`)
  let at = 0
  let steps = 0
  const step = async (length: number): Promise<number> => {
    const end = Math.min(length, text.length)
    const start = performance.now()
    view.draw(text.slice(0, end), text.slice(at, end))
    // Reading a height makes the browser lay out now, so that it counts.
    place.getBoundingClientRect()
    const taken = performance.now() - start
    at = end
    // As between two frames, effects run.
    if (++steps % 50 === 0) await new Promise((resolve) => setTimeout(resolve))
    return taken
  }
  const taken: number[] = []
  for (const length of lengths) {
    const begin = length - (pieces * piece) / 2
    if (jump) await step(begin)
    while (at < begin) await step(Math.min(at + 10 * piece, begin))
    // What came in bigger pieces still has its colours due, which come sooner at the pace of a model.
    await new Promise((resolve) => setTimeout(resolve, 200))
    place.getBoundingClientRect()
    let sum = 0
    for (let index = 0; index < pieces; index++) sum += await step(at + piece)
    taken.push(sum / pieces)
  }
  view.end()
  place.remove()
  return taken
}

Object.assign(window, { run })
