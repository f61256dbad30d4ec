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

/** Renders a growing text. `draw` gets the whole text, `added` is its new end. */
type View = { draw(source: string, added: string): void; end(): void }

const ways: Record<string, (place: HTMLElement) => View> = {
  parley: (place) => ({
    draw: (source) => render(h(Markdown, { source, ended: false }), place),
    end: () => render(null, place),
  }),
  // The usual way of chat pages, without the sanitizer that they need.
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
 * Streams an answer and measures `pieces` around each given length. In between it sends bigger pieces, or one piece to renderers that redraw
 * everything for each.
 * @returns milliseconds of the main thread per piece, layout included, at each length: a mean, since the clock is coarse
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
    // Reading a height forces the layout, so that the measurement includes it.
    place.getBoundingClientRect()
    const taken = performance.now() - start
    at = end
    // Effects run, as between two frames.
    if (++steps % 50 === 0) await new Promise((resolve) => setTimeout(resolve))
    return taken
  }
  const taken: number[] = []
  for (const length of lengths) {
    const begin = length - (pieces * piece) / 2
    if (jump) await step(begin)
    while (at < begin) await step(Math.min(at + 10 * piece, begin))
    // Waits for the syntax highlighting of the bigger pieces, which runs earlier at the pace of a model.
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
