import fc from "fast-check"
import { Lexer } from "marked"
import { describe, expect, test } from "vitest"
import { createBlockParser } from "../../src/markdown/blocks.ts"

const lex = (text: string) => Lexer.lex(text)
const shapeOf = (blocks: { type: string; raw: string }[]) =>
  blocks.filter(({ type }) => type !== "space").map(({ type, raw }) => [type, raw.trimEnd()])

const pieces = [
  "# Heading\n\n",
  "A paragraph with **bold** and `code`.\n\n",
  "Two lines\nof one paragraph\n\n",
  "- one\n- two\n  - nested\n\n",
  "1. first\n\n   more of it\n\n2. second\n\n",
  "```js\nconst a = 1\n\nconst b = 2\n```\n\n",
  "> quoted\nlazy\n\n",
  "| a | b |\n| --- | --- |\n| 1 | 2 |\n\n",
  "Title\n===\n\n",
  "<div>\nhtml\n</div>\n\n",
  "---\n\n",
  "    indented code\n\n",
]

describe("the parser of a growing text", () => {
  test("yields the blocks of the whole text however it is split", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
        (parts, cuts) => {
          const text = parts.join("")
          const parse = createBlockParser(lex)
          for (let end = 0, i = 0; end < text.length; i++) {
            end = Math.min(text.length, end + (cuts[i % cuts.length] ?? 1))
            expect(shapeOf(parse(text.slice(0, end), false))).toEqual(shapeOf(lex(text.slice(0, end))))
          }
        },
      ),
    )
  })

  test("keeps the identity of finished blocks", () => {
    const parse = createBlockParser(lex)
    const [first, second] = parse("# One\n\nTwo\n\nThree\n", false)
    const later = parse("# One\n\nTwo\n\nThree\ngrows", false)
    expect(later[0]).toBe(first)
    expect(later[1]).toBe(second)
  })

  test("lexes only the last block again", () => {
    const lexed: string[] = []
    const parse = createBlockParser((text) => {
      lexed.push(text)
      return lex(text)
    })
    parse("A first paragraph.\n\nA second\n", false)
    parse("A first paragraph.\n\nA second\none.", false)
    expect(lexed.at(-1)).toBe("A second\none.")
  })

  test("parses a different text from its start", () => {
    const parse = createBlockParser(lex)
    parse("Some\n\ntext\n\nhere", false)
    expect(shapeOf(parse("Other", false))).toEqual([["paragraph", "Other"]])
  })

  test("resolves link definitions anywhere in the text at its end", () => {
    const text = "See [this].\n\nMore.\n\n[this]: https://example.com"
    const [paragraph] = createBlockParser(lex)(text, true)
    expect(JSON.stringify(paragraph)).toContain('"href":"https://example.com"')
  })
})
