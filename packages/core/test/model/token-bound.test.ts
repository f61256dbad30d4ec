import fc from "fast-check"
import { expect, test } from "vitest"
import { tokenBound } from "../../src/model/token-bound.ts"

const bytes = (text: string) => Buffer.byteLength(text, "utf8")
/** The possible inputs of a tokenizer: the text unchanged, or normalized first. */
const formsOf = (text: string) => [text, text.normalize("NFC"), text.normalize("NFKC")]

test("every code point has at most as many tokens as its bound, in every normalization form", () => {
  const above: string[] = []
  let longest = 0
  for (let code = 0; code <= 0x10ffff; code++) {
    // Halves of surrogate pairs never reach the model: requests that contain them are refused.
    if (code >= 0xd800 && code <= 0xdfff) continue
    const text = String.fromCodePoint(code)
    const bound = tokenBound(text)
    if (formsOf(text).some((form) => bytes(form) > bound)) above.push(text)
    longest = Math.max(longest, bound / bytes(text))
  }
  expect(above).toEqual([])
  expect(longest).toBe(11)
})

/** Characters that get longer in one form and shorter in another, and combining marks. */
const unit = fc.oneof(
  fc.string({ unit: "binary", maxLength: 4 }),
  fc.constantFrom("\uFDFA", "\uFDFB", "\u3316", "\u{1D160}", "\uFF21", "\u0344", "e\u0323\u0302", "o\u0308", "\u0323", "각", "ﬃ", "½", "𝔄"),
)
const text = fc.array(unit, { maxLength: 40 }).map((units) => units.join("").toWellFormed())

test("a text has at most as many tokens as its bound, in every normalization form", () => {
  fc.assert(
    fc.property(text, (written) => {
      const bound = tokenBound(written)
      for (const form of formsOf(written)) expect(bytes(form)).toBeLessThanOrEqual(bound)
    }),
    { numRuns: 5_000 },
  )
})

test("a text in a plain script is bounded by its bytes", () => {
  for (const plain of ["Hello", "Grüße", "日本語", "한국어", "العربية", "👩‍👩‍👧"]) expect(tokenBound(plain)).toBe(bytes(plain))
})
