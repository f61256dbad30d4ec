import { type BlockKind, blockSchemas } from "@parley/api/block.ts"
import { caseCount } from "@parley/testing/cases/test-set.ts"
import fc from "fast-check"
import * as v from "valibot"
import { describe, expect, test } from "vitest"
import { publicBlock, type ServerBlock } from "../../src/blocks/block.ts"
import { kindOf, kinds } from "../../src/blocks/kinds.ts"
import { markdownOfBlock } from "../../src/blocks/markdown.ts"
import { blocksBound } from "../../src/blocks/token-bound.ts"
import { findModel, type OfferedModel } from "../../src/model/catalogue.ts"
import { tokenBound } from "../../src/model/token-bound.ts"
import { blockOf } from "../support/blocks.ts"
import { model } from "../support/world.ts"

const names = Object.keys(blockSchemas) as BlockKind[]
const older = findModel("global.anthropic.claude-sonnet-4-6") as OfferedModel

describe("a kind of block", () => {
  test.each(names)("%s: what the API shows fits the schema, the bound is a number, the export a text", (name) => {
    fc.assert(
      fc.property(blockOf[name], (block) => {
        const known = block as Exclude<ServerBlock, { unknown: unknown }>
        expect(kindOf(known)).toBe(kinds[name])
        const shown = JSON.parse(JSON.stringify(publicBlock(block)))
        expect(v.parse(blockSchemas[name], shown)).toEqual(shown)
        expect(blocksBound([block], model)).toBeGreaterThanOrEqual(0)
        if (!("text" in block && block.text === "")) expect(markdownOfBlock(block)).not.toBe("")
      }),
      { numRuns: caseCount(50, 1_000) },
    )
  })
})

describe("the most tokens", () => {
  const image = (width: number, height: number): ServerBlock => ({ image: { fileId: "f", format: "png", width, height } })
  const document = (more: object) => ({ document: { fileId: "f", name: "n", format: "pdf", bytes: 100, ...more } }) as ServerBlock

  // Measured counts of an image on models of the later size; the bound must not be below them.
  test.each([
    [1024, 1024, 1_446],
    [1920, 1080, 2_768],
    [3840, 2160, 3_069],
    [4000, 3000, 4_005],
  ])("of an image of %i × %i are at least the %i that were measured", (width, height, measured) => {
    expect(blocksBound([image(width, height)], model)).toBeGreaterThanOrEqual(measured)
    expect(blocksBound([image(width, height)], model)).toBeLessThanOrEqual(4_784 + 128)
  })

  test("of an image follow the patches of 28 pixels up to the cap of the model", () => {
    expect(blocksBound([image(28, 28)], model)).toBe(1 + 128)
    expect(blocksBound([image(29, 28)], model)).toBe(2 + 128)
    expect(blocksBound([image(9_000, 9_000)], older)).toBe(1_568 + 128)
  })

  test("of a PDF follow its pages, those of a text its bytes; a compressed text fits no window", () => {
    expect(blocksBound([document({ pages: 3 })], model)).toBe(3 * (3_000 + 4_784))
    expect(blocksBound([document({ pages: 3 })], older)).toBe(3 * (3_000 + 1_568))
    expect(blocksBound([document({ format: "csv", bytes: 7 })], model)).toBe(77)
    expect(blocksBound([document({ format: "docx" })], model)).toBe(Number.POSITIVE_INFINITY)
  })

  test("of several texts are at least those of the text that they become", () => {
    const text = fc.string({ unit: "grapheme" })
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
        const bound = blocksBound(
          texts.map((one) => ({ text: one })),
          model,
        )
        expect(bound).toBeGreaterThanOrEqual(tokenBound(texts.join("\n\n")))
        if (texts.length === 1) expect(bound).toBe(tokenBound(texts[0] ?? ""))
      }),
      { numRuns: caseCount(100, 2_000) },
    )
  })

  test("of reasoning count only with the proof that sends it back; those of calls and results follow their bytes", () => {
    expect(blocksBound([{ reasoning: { text: "Let me think", milliseconds: 1 } }], model)).toBe(0)
    expect(blocksBound([{ reasoning: { text: "abc", milliseconds: 1, signature: "xy" } }], model)).toBe(5)
    const input = { query: "é".repeat(50) }
    expect(blocksBound([{ toolUse: { toolUseId: "t", name: "look", input, status: "done" } }], model)).toBeGreaterThan(100)
    const content = [{ text: "a".repeat(1_000) }, { image: { fileId: "f", format: "png" as const, width: 28, height: 28 } }]
    expect(blocksBound([{ toolResult: { toolUseId: "t", content, status: "success" } }], model)).toBeGreaterThan(1_129)
  })
})

test("names in an export are text: no markup, no link, no heading, no second line", () => {
  const name = "# a\n[b](javascript:x) `c` <img src=x> *d*"
  const shown = markdownOfBlock({ document: { fileId: "f", format: "pdf", name, pages: 1, bytes: 1 } })
  expect(shown).toBe("*Document: \\# a \\[b\\]\\(javascript:x\\) \\`c\\` \\<img src=x\\> \\*d\\* (pdf, 1 page)*")
  const fence = markdownOfBlock({ toolResult: { toolUseId: "t", content: [{ text: "```\nbreak out" }], status: "error" } })
  expect(fence).toBe("*Result (error)*\n\n````\n```\nbreak out\n````")
})
