import { caseCount } from "@parley/testing/cases/test-set.ts"
import fc from "fast-check"
import { type Token, walkTokens } from "marked"
import { beforeAll, describe, expect, test } from "vitest"
import { createBlockParser, type Lex } from "../../src/markdown/blocks.ts"
import { maxInlineNesting, maxNesting, maxTagNesting } from "../../src/markdown/syntax/bounds.ts"
import { htmlOf, loadedLex } from "../support/markdown.ts"

let lex: Lex
beforeAll(async () => {
  lex = await loadedLex()
})

const elementsOf = (html: string): number => html.split("<").length - 1

/** The nesting depth of elements. */
function depthOf(html: string): number {
  let depth = 0
  let most = 0
  for (const [, slash, name] of html.matchAll(/<(\/?)(\w+)[^>]*?(?<!\/)>/g)) {
    if (name === "input" || name === "hr" || name === "br") continue
    depth += slash ? -1 : 1
    most = Math.max(most, depth)
  }
  return most
}

const tokensOf = (tokens: Token[]): number => {
  let count = 0
  void walkTokens(tokens, () => {
    count++
  })
  return count
}

// Each of them, repeated, once took a parser or renderer superlinear time.
const hostile = [
  "***a_",
  "**_a",
  "[*a",
  "![*a",
  "a_",
  "*a ",
  "*",
  "~~a",
  "> ",
  ">- ",
  "- ",
  "1. ",
  "- a\n",
  "a\n",
  "> a\nb\n",
  ">> a\nb\n",
  "- > ",
  "| a ",
  "`a",
  "``a`",
  "[",
  "[[",
  "[a](b",
  "[a](b ",
  "[a][",
  "[a]: b\n",
  '[a]: b "',
  "[^a]",
  "[^a]: b\n",
  "<",
  "<a ",
  "<!--",
  "<!-- x> ",
  "<?",
  "<sub>",
  "<sub></sub>",
  "<details>\n",
  "$",
  "$a",
  "\\(",
  "\\[\n",
  "$$a\n",
  "$$\n",
  "\\begin{a}\n",
  "&amp;",
  "a@",
  "a@b.",
  "www.a",
  "https://a.",
  "=\n",
  "a\n=\n",
  "    a\n",
  "漢**",
  "**「a」",
  "```md\n```a\n",
  "(",
  "](",
]
const before = ["", "- ", "> ", "*", "[", "| a | b |\n| - | - |\n| ", "a $"]
const text = fc
  .record({
    before: fc.constantFrom(...before),
    atoms: fc.array(fc.constantFrom(...hostile), { minLength: 1, maxLength: 3 }),
    end: fc.constantFrom("", ")", "](https://a.b)", "\n\n*a*", "*"),
  })
  .map(({ before, atoms, end }) => before + atoms.join("").repeat(Math.ceil(600 / atoms.join("").length)) + end)

describe("a construct repeated many times", () => {
  test("yields elements and tokens in proportion to its length, within the nesting bounds, and loses no characters", () => {
    fc.assert(
      fc.property(text, (source) => {
        const tokens = lex(source, {})
        const html = htmlOf(tokens)
        expect(tokensOf(tokens)).toBeLessThan(source.length * 3 + 10)
        expect(elementsOf(html)).toBeLessThan(source.length * 4 + 50)
        expect(depthOf(html)).toBeLessThan(maxNesting * 2 + maxInlineNesting + maxTagNesting + 10)
        const letters = (all: string) => all.replace(/[^a漢「」]/g, "").length
        // Only the visible text of links is counted.
        if (!/[[\]<&:]|md/.test(source)) expect(letters(html.replace(/<[^>]*>/g, ""))).toBeGreaterThanOrEqual(letters(source))
      }),
      { numRuns: caseCount(50, 150) },
    )
  }, 60_000)

  test("renders the same streamed as whole", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 5, max: 90 }), (source, step) => {
        const parse = createBlockParser(lex)
        for (let end = step; end < source.length; end += step) parse(source.slice(0, end), false)
        expect(htmlOf(parse(source, true)).replace(/<span class="code-part">(.*?)<\/span>/gs, "$1")).toBe(
          htmlOf(createBlockParser(lex)(source, true)),
        )
      }),
      { numRuns: caseCount(30, 60) },
    )
  }, 60_000)

  // CPU time, not wall time. Quadratic work takes 36 times as long for six times the text.
  test("takes time in proportion to its length", () => {
    const work = (length: number) => {
      const start = process.cpuUsage()
      for (const atom of hostile) lex(atom.repeat(Math.ceil(length / atom.length)), {})
      const { user, system } = process.cpuUsage(start)
      return user + system
    }
    work(2_000)
    expect(work(36_000) / work(6_000)).toBeLessThan(16)
  }, 120_000)
})

describe("a table", () => {
  const table = (columns: number, rows: number) => `|${"a|".repeat(columns)}\n|${"-|".repeat(columns)}\n${"|b\n".repeat(rows)}`

  test.each([
    ["many columns", 300, 500],
    ["many columns and few rows", 51, 1],
    ["many rows", 50, 120],
  ])("with %s is shown as its source", (_, columns, rows) => {
    const source = table(columns, rows)
    expect(htmlOf(lex(source, {}))).toBe(`<p class="source">${source.trimEnd()}</p>`)
    const parse = createBlockParser(lex)
    for (let end = 100; end < source.length; end += 100) {
      expect(elementsOf(htmlOf(parse(source.slice(0, end), false)))).toBeLessThan(source.length)
    }
    expect(htmlOf(parse(source, false))).toBe(`<p class="source">${source.trimEnd()}</p>`)
  })

  test("creates only the cells in the source, without padding rows to the header", () => {
    const html = htmlOf(lex(table(50, 90), {}))
    expect(html.split("<th").length - 2).toBe(50)
    expect(html.split("<td").length - 1).toBe(90)
  })

  test("within the bounds stays a table while it grows", () => {
    const source = `| a | b |\n| - | - |\n${"| 1 | 2 |\n".repeat(1_000)}`
    const parse = createBlockParser(lex)
    for (let end = 100; end < source.length; end += 100) parse(source.slice(0, end), false)
    expect(htmlOf(parse(source, false)).split("<tr").length - 1).toBe(1_001)
  })
})

test("a thematic break may have many dashes", () => {
  expect(htmlOf(lex("- ".repeat(100), {}))).toBe("<hr/>")
  expect(htmlOf(lex("*".repeat(100), {}))).toBe("<hr/>")
})

test("a line with too many markers ends the list before it and is shown as text", () => {
  expect(htmlOf(lex(`- a\n${"- ".repeat(60)}x\nlazy`, {}))).toBe(
    `<ul dir="auto"><li>a</li></ul><p class="source">${"- ".repeat(60)}x</p><p>lazy</p>`,
  )
})
