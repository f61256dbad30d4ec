import fc from "fast-check"
import { describe, expect, test, vi } from "vitest"
import { excerptOf } from "../../src/conversation/excerpt.ts"
import { fold, placeOf } from "../../src/conversation/fold.ts"

describe("search finds", () => {
  test.each([
    ["İSTANBUL", "istanbul"],
    ["istanbul", "İSTANBUL"],
    ["ISPARTA", "ısparta"],
    ["Straße", "STRASSE"],
    ["STRASSE", "straße"],
    ["GROẞ", "gross"],
    ["ΟΔΟΣ", "οδοσ"],
    ["ὁδός", "ΟΔΟΣ"],
    ["ΟΔΟΣΑΣ", "οδοσας"],
    ["café", "cafe"],
    ["cafe\u0301", "CAFÉ"],
    ["ﬁnd", "find"],
    ["Ｔｕｒｎ", "turn"],
    ["ｶﾞｲﾄﾞ", "ガイド"],
    ["soft\u00ADhyphen", "softhyphen"],
    ["zero\u200Bwidth", "zerowidth"],
    ["zerowidth", "zero\u2060width"],
    ["كِتَاب", "كتاب"],
    ["שָׁלוֹם", "שלום"],
    ["Ёлка", "елка"],
    ["\u1112\u1161\u11AB국어", "한국어"],
    ["C++ (a|b)*", "(a|b)*"],
  ])("%s by %s", (text, query) => {
    expect(fold(text)).toContain(fold(query))
    expect(placeOf(text, fold(query))).toBeGreaterThanOrEqual(0)
  })

  test.each([
    ["한국", "하국"],
    ["がっこう", "かっこう"],
    ["की", "का"],
    ["turn", "tern"],
  ])("not %s by %s", (text, query) => {
    expect(fold(text)).not.toContain(fold(query))
    expect(placeOf(text, fold(query))).toBe(-1)
  })
})

describe("the excerpt of a found word", () => {
  test.each([
    ["…".repeat(200), "needle1"],
    ["ﷺ".repeat(60), "needle1"],
    ["½ ⅓ ㎏ ™ ".repeat(60), "needle1"],
    ["İ".repeat(300), "needle1"],
    ["ß".repeat(300), "needle1"],
    [`${"İ".repeat(300)} `, "STRASSE"],
    ["漢".repeat(400), "needle1"],
  ])("contains the word after %s", (before, word) => {
    const written = word === "STRASSE" ? "Straße" : word
    expect(excerptOf(`${before} ${written} and more of it`, [fold(word)])).toContain(written)
    expect(excerptOf(`${before}${written}${before}`, [fold(word)])).toContain(written)
  })

  test.each(["ㅎㅏㄴ", "ﾡ", "가\u11A8", "\u1100\u1161\u11A8"])("contains the word after Hangul that composes: %s", (part) => {
    expect(excerptOf(`${part.repeat(300)}needle1${part.repeat(300)}`, ["needle1"])).toContain("needle1")
  })

  test("contains a word from the middle of a text without spaces", () => {
    expect(excerptOf(`${"İﬁ".repeat(200)}日本語${"ﬁ".repeat(200)}`, [fold("日本語")])).toContain("日本語")
  })
})

test("a found word has an index where the folded text begins with it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("İ", "ß", "é", "e\u0301", "…", "ﷺ", "a", "ΟΣ", " ", "한", "👩‍👩‍👧", "½"), { maxLength: 30 }),
      (parts) => {
        const text = `${parts.join("")}Nadel`
        const place = placeOf(text, "nadel")
        expect(fold(text.slice(place))).toBe("nadel")
      },
    ),
  )
})

describe("the index in a long message takes few calls, in proportion to its length", () => {
  /** The number of calls of `normalize`, and of the UTF-16 code units that they got. */
  function workOf(text: string): Work {
    const normalize = vi.spyOn(String.prototype, "normalize")
    try {
      expect(placeOf(`${text}nadel`, "nadel")).toBe(text.length)
      return { calls: normalize.mock.calls.length, characters: normalize.mock.contexts.map(String).join("").length }
    } finally {
      normalize.mockRestore()
    }
  }

  test.each([
    ["without spaces", "漢"],
    ["of short words", "漢 "],
    ["of letters with marks", "e\u0301"],
  ])("%s", (_, piece) => {
    const [once, twice] = [42_500, 85_000].map((count) => workOf(piece.repeat(count))) as [Work, Work]
    expect(once.calls).toBeLessThan(42_500 / 50)
    expect(once.characters).toBeLessThan(10 * piece.length * 42_500)
    expect(twice.calls).toBeLessThan(3 * once.calls)
    expect(twice.characters).toBeLessThan(3 * once.characters)
  })
})

type Work = { calls: number; characters: number }
