import { expect, test } from "vitest"
import { excerptOf } from "../../src/conversation/excerpt.ts"

test.each([
  ["## A turn\n\nThe **same** `turnId` _always_ converges.", "A turn The same turnId always converges."],
  ["| turns | cost |\n| --- | ---: |\n| 10 | $1 |", "turns cost 10 $1"],
  ["- See [the turn](https://example.com/a_b) and\n1. ![that](x.png) turn", "See the turn and that turn"],
  ["```js\nlet turn = a_b * c_d * 2\n```", "let turn = a_b * c_d * 2"],
])("%j is shown as %j", (text, line) => expect(excerptOf(text, ["turn"])).toBe(line))

test("the searched word stays, even in a Markdown mark or an address", () => {
  expect(excerptOf("See [this](https://example.com/turn).", ["example.com"])).toBe("See [this](https://example.com/turn).")
  expect(excerptOf("def __init__(self):", ["__init__"])).toBe("def __init__(self):")
})

test("a long text is cut around the word", () => {
  const excerpt = excerptOf(`${"before ".repeat(100)}turn ${"after ".repeat(100)}`, ["turn"])
  expect(excerpt).toMatch(/^….* turn .*…$/)
  expect(excerpt.length).toBeGreaterThan(130)
  expect(excerpt.length).toBeLessThanOrEqual(162)
})

test("an excerpt starts and ends between words", () => {
  const words = Array.from({ length: 60 }, (_, index) => `word${index}`)
  const excerpt = excerptOf(words.join(" "), ["word30"])
  expect(excerpt).toMatch(/^…word\d+ .* word\d+…$/)
  expect(excerpt).toContain(" word30 ")
  for (const word of excerpt.replaceAll("…", "").split(" ")) expect(words).toContain(word)
})
