import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { emphasisOf } from "../../src/markdown/syntax/emphasis.ts"

const spansOf = (text: string): string[] => [...emphasisOf(text)].map(([at, { width, end }]) => `${width} ${text.slice(at, end)}`)

describe("emphasis ends where its author intended", () => {
  test.each([
    ["A **重要**です。", ["2 **重要**"]],
    ["これは**「重要」**です。", ["2 **「重要」**"]],
    ["**注意：**请先保存。", ["2 **注意：**"]],
    ["**제목(필수)**은 여기", ["2 **제목(필수)**"]],
    ["~~削除。~~次", ["2 ~~削除。~~"]],
    ["*斜体。*次", ["1 *斜体。*"]],
    ["3~5 度，20~30%", []],
    ["~a~ and ~~~b~~~", []],
    ["snake_case_name and 変数_名_前", []],
    ["2 * 3 * 4", []],
    ["***a** b*", ["2 **a**", "1 ***a** b*"]],
    ["**a *b* c**", ["1 *b*", "2 **a *b* c**"]],
  ])("%s", (text, expected) => {
    expect(spansOf(text)).toEqual(expected)
  })
})

test("emphasis spans are nested or disjoint, with matching delimiters", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("*", "**", "_", "~~", "a", " ", "。", "(", "漢")), (pieces) => {
      const text = pieces.join("")
      const spans = [...emphasisOf(text)].map(([at, { width, end }]) => ({ at, width, end }))
      for (const { at, width, end } of spans) {
        expect(text.slice(at, at + width)).toBe(text.slice(end - width, end))
        for (const other of spans) expect(other.at >= end || other.end <= at || other.at >= at === other.end <= end).toBe(true)
      }
    }),
  )
})
