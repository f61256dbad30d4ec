import type { Block } from "@parley/api/block.ts"
import { caseCount } from "@parley/testing/cases/test-set.ts"
import fc from "fast-check"
import { expect, test } from "vitest"
import type { ServerBlock } from "../../src/blocks/block.ts"
import { blocksOf, publicBlocks, storedBlocks, storedBytes, storedText } from "../../src/blocks/stored.ts"
import { textOf } from "../../src/text.ts"
import { blockOf } from "../support/blocks.ts"

const anyBlock: fc.Arbitrary<ServerBlock> = fc.oneof(...Object.values(blockOf))

test("stored blocks of every kind are read as they were written", () => {
  fc.assert(
    fc.property(fc.array(anyBlock, { maxLength: 8 }), (blocks) => {
      const stored = storedBlocks(blocks)
      expect(blocksOf(stored)).toEqual(JSON.parse(JSON.stringify(blocks)))
      expect(stored.flatMap(Object.values).every((value) => typeof value === "string")).toBe(true)
    }),
    { numRuns: caseCount(200, 5_000) },
  )
})

test("items of earlier versions, with texts alone, are read and written as before", () => {
  const content = [{ text: "One" }, { text: "" }, { text: "Two" }]
  expect(blocksOf(content)).toEqual(content)
  expect(storedBlocks(content)).toEqual(content)
  expect(storedText(content)).toBe("One\n\nTwo")
})

test("the text of a message is that of its text blocks alone, each apart from the next", () => {
  const blocks: Block[] = [
    { reasoning: { text: "Let me think", milliseconds: 5 } },
    { text: "One" },
    { toolUse: { toolUseId: "t1", name: "look", input: { text: "no" }, status: "done" } },
    { toolResult: { toolUseId: "t1", content: [{ text: "no" }], status: "success" } },
    { text: "Two" },
  ]
  expect(textOf(blocks)).toBe("One\n\nTwo")
  expect(storedText(storedBlocks(blocks))).toBe("One\n\nTwo")
})

test("a block of a later version keeps its place, and shows only its kind", () => {
  const stored = [{ data: '{"hologram":{"secret":1}}' }, { text: "words", data: '{"song":{"notes":"la"}}' }, { data: "no JSON" }, {}]
  expect(publicBlocks(stored)).toEqual(["hologram", "song", "", ""].map((kind) => ({ unknown: { kind } })))
  expect(storedText(stored)).toBe("")
  expect(blocksOf([{ text: "words", data: '{"citations":[],"later":3}' }])).toMatchObject([{ text: "words" }])
})

test("the proof of reasoning and the number of updates never leave the server", () => {
  const stored = storedBlocks([
    { reasoning: { text: "Hm", milliseconds: 7, signature: "c2ln", redactedContent: "b3BhcXVl" }, rev: 2 },
    { text: "Yes", rev: 3 },
  ])
  expect(publicBlocks(stored)).toEqual([{ reasoning: { text: "Hm", milliseconds: 7 } }, { text: "Yes" }])
})

test("the bytes of stored blocks are those that DynamoDB counts", () => {
  // An empty map in a list takes 3 + 1; a pair takes 1, its name and its value.
  expect(storedBytes([{}])).toBe(4)
  expect(storedBytes([{ text: "é" }, { data: "{}" }])).toBe(4 + (1 + 4 + 2) + 4 + (1 + 4 + 2))
})
