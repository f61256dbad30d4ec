import type { Token } from "marked"
import { beforeAll, describe, expect, test } from "vitest"
import { type BlockParser, createBlockParser, type Lex } from "../../src/markdown/blocks.ts"
import { type AnswerFile, answerFiles } from "../support/answer-files.ts"
import { shown } from "../support/answers-shown.ts"
import { htmlOf, loadedLex } from "../support/markdown.ts"

const files = await answerFiles()

let lex: Lex
beforeAll(async () => {
  lex = await loadedLex()
})

const finished = (text: string): string => shape(htmlOf(createBlockParser(lex)(text, true)))

/** Elements and text, with visible attributes only; code as `<pre language>`. */
const shape = (html: string): string =>
  html
    .replace(
      /<div class="code-block"><div class="code-bar"><span>([^<]*)<\/span><button.*?<\/button><\/div>(.*?)<\/div>/gs,
      (_, language, code) => code.replace(/<pre[^>]*><code>/, `<pre ${language}>`).replace("</code></pre>", "</pre>"),
    )
    .replace(/ (?:dir|target|rel|tabindex|scope|aria-label|data-long)="[^"]*"/g, "")
    // A mark for print, where other links show their address.
    .replaceAll(' class="bare"', "")
    .replace(/<div class="table-scroll">(.*?)<\/div>/gs, "$1")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .replaceAll("&lt;", "<")

const countOf = (html: string, part: string): number => html.split(part).length - 1

// Long answers are summarized.
const longAnswers: Record<string, (html: string) => void> = {
  "md-deep.md": (html) => {
    expect(countOf(html, "<ul>")).toBe(30)
    expect(html).toContain('<p class="source">level 29\n- level 30\n  - level 31\n')
    expect(html).toContain("level 59</p>")
  },
  "md-deep-quote.md": (html) => expect(html).toBe(`<p class="source">${">".repeat(300)} deep</p>`),
  "md-longword.md": (html) => {
    expect(html).toMatch(
      /^<p>A{600}<\/p><p><a href="https:\/\/example\.com\/(path\/)+">https:\/\/example\.com\/(path\/)+<\/a><\/p><p><code>x{400}<\/code>/,
    )
    expect(html).toMatch(/<td>W{300}<\/td><td>y<\/td><\/tr><\/tbody><\/table><h3>H{200}<\/h3>$/)
  },
  "slowcode.json": (html) => {
    const lines = Array.from({ length: 600 }, (_, index) => `const a${index} = ${index}`)
    expect(html).toBe(`<pre js>${lines.join("\n")}</pre>`)
  },
  "tr.json": (html) => {
    const paragraphs = Array.from({ length: 30 }, (_, index) => `<p>Paragraph ${index} begins here and then it ends.</p>`)
    expect(html).toBe(`${paragraphs.join("")}<ul><li>item a</li><li>item b</li><li>item c</li></ul><p>FINAL WORDS</p>`)
  },
}

test("every fixture has an expected value", () => {
  expect([...files.keys()]).toEqual([...Object.keys(shown), ...Object.keys(longAnswers)].toSorted())
})

describe.each([...files])("%s", (name, file) => {
  test("renders as expected", () => {
    const html = finished(file.text)
    if (longAnswers[name]) longAnswers[name](html)
    else expect(html).toBe(shown[name])
  })

  test("renders the same when it arrives character by character", () => {
    const parse = createBlockParser(lex)
    let blocks: Token[] = []
    for (const soFar of growing(file)) blocks = parse(soFar, false)
    expect(atEnd(parse, file)).toBe(finished(file.text))
    expect(blocks.length).toBeGreaterThan(0)
  })
})

const atEnd = (parse: BlockParser, { text }: AnswerFile): string =>
  shape(htmlOf(parse(text, true)).replace(/<span class="code-part">(.*?)<\/span>/gs, "$1"))

function* growing({ text, parts }: AnswerFile): Generator<string> {
  // Long ones come in more at once, or the test would take minutes.
  const step = text.length > 3_000 ? 13 : 1
  if (!parts) for (let end = 1; end <= text.length; end += step) yield text.slice(0, end)
  for (let count = 1; count <= (parts?.length ?? 0); count++) yield (parts ?? []).slice(0, count).join("")
}
