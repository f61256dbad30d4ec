import { caseCount } from "@parley/testing/cases/test-set.ts"
import fc from "fast-check"
import type { Token } from "marked"
import { beforeAll, describe, expect, test } from "vitest"
import { createBlockParser, type Lex } from "../../src/markdown/blocks.ts"
import { htmlOf, loadedLex } from "../support/markdown.ts"

let lex: Lex
beforeAll(async () => {
  lex = await loadedLex()
})

const html = (blocks: Token[]) => htmlOf(blocks).replace(/<span class="code-part">(.*?)<\/span>/gs, "$1")
const many = (count: number, line: (index: number) => string) => Array.from({ length: count }, (_, index) => line(index)).join("")

const longBlocks: [name: string, text: string][] = [
  ["code", `\`\`\`ts\n${many(1_300, (i) => (i % 7 ? `const value${i} = compute(${i}, "text")\n` : "\n"))}\`\`\`\n`],
  ["code of a deeper fence", `  ~~~~\n${many(900, (i) => `  line ${i} of it, with ~~~ inside and more\n`)}  ~~~~\n`],
  ["a list", many(600, (i) => `- **Item ${i}** with \`code\` and a [link](https://example.com/${i}).\n`)],
  [
    "a list with paragraphs and lists inside",
    many(600, (i) => `- Item ${i} has\n\n  a second paragraph that is longer\n  - and\n  - points\n\n`),
  ],
  ["a numbered list", many(600, (i) => `${i + 1}. Step ${i} of the way, which is described here at length.\n`)],
  ["a list of tasks", many(800, (i) => `- [${i % 2 ? "x" : " "}] do number ${i}, then rest for a moment\n`)],
  ["a list in a list", `1. The first\n${many(700, (i) => `   - Point ${i} with **weight** and \`code\` to be made at length\n`)}`],
  [
    "a list of few items with long lists in them",
    many(4, (i) => `- Item ${i}\n${many(230, (j) => `  ${j + 1}. Step ${j} of the way, told at length.\n`)}`),
  ],
  ["a loose list in a loose list", `- One\n\n- Two\n\n${many(700, (i) => `  * Point ${i} with **weight** and \`code\` to be made\n\n`)}`],
  ["a list three deep", `1. The first\n   - of these\n${many(700, (i) => `     * Point ${i} with **weight** to be made at length\n`)}`],
  [
    "code in a list",
    `1. Do this:\n\n   \`\`\`js\n${many(1_100, (i) => (i % 7 ? `   const value${i} = compute(${i}, "text")\n` : "\n"))}   \`\`\`\n`,
  ],
  ["a table", `| name | value |\n| :--- | ---: |\n${many(1_000, (i) => `| row ${i} | \`value\` and **more** of ${i} |\n`)}`],
  ["a quote", many(500, (i) => `> Sentence ${i} of it, with *emphasis*\n> on two lines.\n>\n> - and a list\n>\n`)],
  ["a quote with loose numbered lists", many(700, (i) => `> Before list ${i}.\n>\n> 1. the first\n>\n> 2. the second of it\n>\n`)],
  ["a paragraph", many(500, (i) => `Sentence ${i} has *emphasis*, \`code\`, snake_case and a [link](https://example.com). `)],
  ["a paragraph of many lines", many(800, (i) => `line ${i} of a paragraph that goes on and on\n`)],
]

describe.each(longBlocks)("%s of 40,000 characters", (_name, text) => {
  test("is one long block", () => {
    expect(text.length).toBeGreaterThan(35_000)
    expect(lex(text, {}).filter(({ type }) => type !== "space")).toHaveLength(1)
  })

  test("is lexed in parts of at most a few thousand characters for each delta, and renders the same as when parsed as a whole", () => {
    let most = 0
    const parse = createBlockParser((source, links) => {
      most = Math.max(most, source.length)
      return lex(source, links)
    })
    for (let end = 0, i = 0; end <= text.length; end += 5 + (i++ % 60)) {
      const shown = parse(text.slice(0, end), false)
      if (i % 150 === 0) expect(html(shown)).toBe(html(lex(text.slice(0, end), {})))
    }
    expect(most).toBeLessThan(4_000)
    expect(html(parse(text, false))).toBe(html(lex(text, {})))
    expect(html(parse(`${text}\n\nAfter it.`, false))).toBe(html(lex(`${text}\n\nAfter it.`, {})))
    expect(html(parse(`${text}\n\nAfter it.`, true))).toBe(html(lex(`${text}\n\nAfter it.`, {})))
  })
})

test("nested lists of any shape render the same as when parsed as a whole", () => {
  const words = fc.constantFrom(
    "told at some length, as points are",
    "**bold**, `code` and more",
    "[x] done long ago",
    "# heading",
    "> quote",
    "```",
  )
  const run = fc.record({
    depth: fc.nat({ max: 2 }),
    marker: fc.constantFrom("-", "-", "*", "1.", "12)"),
    words,
    ending: fc.constantFrom("\n", "\n", "\n", "\n\n"),
    count: fc.oneof(fc.constantFrom(1, 2), fc.integer({ min: 20, max: 60 })),
  })
  const between = fc.constantFrom("", "", "", "\n", "lazy\n", "  indented\n", "```\n", "1\n", "     deep\n")
  fc.assert(
    fc.property(fc.array(fc.tuple(run, between), { minLength: 2, maxLength: 6 }), fc.integer({ min: 5, max: 90 }), (runs, step) => {
      const lines = runs.map(([{ depth, marker, words, ending, count }, after]) => {
        const line = `${"   ".repeat(depth)}${marker} ${words}${ending}`
        return line.repeat(count) + after
      })
      const text = `- first\n${lines.join("")}`
      const parse = createBlockParser(lex)
      const checks = Math.ceil(text.length / 12)
      for (let end = step, next = 0; end < text.length + step; end += step) {
        const shown = parse(text.slice(0, end), false)
        if (end < next) continue
        next = end + checks
        expect(html(shown)).toBe(html(lex(text.slice(0, end), {})))
      }
    }),
    { numRuns: caseCount(15, 150) },
  )
}, 120_000)

describe("a long block whose meaning changes at its end is parsed correctly", () => {
  const items = many(100, (i) => `- Item ${i} that is long enough to count\n`)
  const lines = many(100, (i) => `line ${i} of a paragraph that goes on\n`)
  test.each([
    ["a list becomes loose at its end", items, "\n- last\n"],
    ["a list is followed by one of another kind", items, "1. first\n2. second\n"],
    ["a list is followed by a heading", items, "# Heading\n"],
    [
      "a quote goes on without its mark",
      many(60, (i) => `> Sentence ${i} that is long enough\n>\n`),
      "> last\nlazy line\n\n- no part of it\n",
    ],
    ["a quote is closed and another follows", many(60, (i) => `> Sentence ${i} that is long enough\n>\n`), "\n> another\n"],
    ["a paragraph becomes a heading", lines, "===\n"],
    ["a paragraph is followed by a table", lines, "| a | b |\n| - | - |\n| 1 | 2 |\n"],
    ["a paragraph is followed by a list", lines, "- one\n- two\n"],
    ["emphasis is opened and closed far apart", `Some **bold ${lines}`, " to here** and on"],
    ["a link spans many lines", `See [this ${lines}`, "](https://example.com)"],
    ["code is closed and text follows", `\`\`\`\n${lines}`, "```\nText *after* it\n"],
    ["code holds what looks like its end", `\`\`\`\`\n${lines}`, "```\nstill code\n````\nText\n"],
  ])("%s", (_name, start, end) => {
    const text = start + end
    const parse = createBlockParser(lex)
    for (let at = 0; at < text.length; at += 11) parse(text.slice(0, at), false)
    expect(html(parse(text, false))).toBe(html(lex(text, {})))
    expect(html(parse(text, true))).toBe(html(lex(text, {})))
  })

  test("emphasis that is never closed does not block settling, and is correct at the end of the text", () => {
    const text = `A *star that is never closed. ${many(600, (i) => `More words follow as number ${i}, and then some. `)}And * closed.`
    let most = 0
    const parse = createBlockParser((source, links) => {
      most = Math.max(most, source.length)
      return lex(source, links)
    })
    for (let end = 0; end < text.length; end += 41) parse(text.slice(0, end), false)
    expect(most).toBeLessThan(9_000)
    expect(html(parse(text, true))).toBe(html(lex(text, {})))
  })
})

describe("unchanged tokens keep their identity", () => {
  test("for items, rows and parts of code, while the block grows", () => {
    const [list, table, code] = ["a list", "a table", "code"].map((name) => longBlocks.find(([one]) => one === name)?.[1] ?? "")
    const grown = (text: string, read: (block: Token | undefined) => object[]) => {
      const parse = createBlockParser(lex)
      const states: object[][] = []
      for (let end = 0; end < 8_000; end += 50) states.push(read(parse(text.slice(0, end), false)[0]))
      const [before, after] = states.slice(-2)
      return { total: after?.length ?? 0, same: after?.filter((part) => before?.includes(part)).length ?? 0 }
    }
    const items = grown(list ?? "", (block) => (block?.type === "list" ? block.items : []))
    const rows = grown(table ?? "", (block) => (block?.type === "table" ? block.rows : []))
    const parts = grown(code ?? "", (block) => (block && "parts" in block ? (block.parts as object[]) : []))
    expect(items.same).toBeGreaterThan(items.total * 0.7)
    expect(rows.same).toBeGreaterThan(rows.total * 0.7)
    expect(parts).toEqual({ total: parts.total, same: parts.total })
    expect(parts.total).toBeGreaterThan(3)
  })

  test("for blocks at the end of the text, unless a link definition changed them", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("Para.\n\n", "- a\n- b\n\n", "# H\n\n", "```\nx\n```\n\n"), { minLength: 2 }), (pieces) => {
        const text = pieces.join("")
        const parse = createBlockParser(lex)
        const shown = parse(text, false)
        expect(parse(text, true)).toEqual(shown)
        expect(parse(text, true)[0]).toBe(shown[0])
      }),
    )
  })
})
