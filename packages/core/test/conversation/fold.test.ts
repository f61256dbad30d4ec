import fc from "fast-check"
import { describe, expect, test } from "vitest"
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
  ])("holds it after %s", (before, word) => {
    const written = word === "STRASSE" ? "Straße" : word
    expect(excerptOf(`${before} ${written} and more of it`, [fold(word)])).toContain(written)
    expect(excerptOf(`${before}${written}${before}`, [fold(word)])).toContain(written)
  })

  test("holds a word from the middle of a text without spaces", () => {
    expect(excerptOf(`${"İﬁ".repeat(200)}日本語${"ﬁ".repeat(200)}`, [fold("日本語")])).toContain("日本語")
  })
})

test("a word that is found has a place from where the folded text begins with it", () => {
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

test("the place in a message of 256 KB without spaces is found in time that grows with its length", () => {
  const start = performance.now()
  expect(placeOf(`${"漢".repeat(85_000)}nadel`, "nadel")).toBe(85_000)
  expect(performance.now() - start).toBeLessThan(10_000)
})
