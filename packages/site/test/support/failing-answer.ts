// Bundled for a page of its own: shows answers of which one cannot be parsed.
import { h, render } from "preact"
import { lexer, loadLexer } from "../../src/markdown/lexer.ts"
import { Markdown } from "../../src/markdown/markdown.tsx"

/** The HTML of answers on one page, where the parser fails for those that contain `failing`. */
async function shownTogether(sources: string[], failing: string): Promise<string[]> {
  await loadLexer()
  const loaded = lexer.value
  if (!loaded) throw new Error("The lexer did not load.")
  lexer.value = {
    ...loaded,
    createParser: () => {
      const parse = loaded.createParser()
      return (text, ended) => {
        if (text.includes(failing)) throw new RangeError("Maximum call stack size exceeded")
        return parse(text, ended)
      }
    },
  }
  const place = document.body.appendChild(document.createElement("div"))
  const show = (all: string[], ended: boolean) =>
    render(
      h(
        "main",
        null,
        all.map((source, key) => h("section", { key }, h(Markdown, { source, ended }))),
      ),
      place,
    )
  show(sources.slice(0, -1), false)
  show(sources, true)
  // An error is caught at the next rendering.
  await new Promise((shown) => setTimeout(shown, 50))
  return [...place.querySelectorAll("section")].map(({ innerHTML }) => innerHTML)
}

Object.assign(window, { shownTogether })
