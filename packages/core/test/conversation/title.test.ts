import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { titleFrom } from "../../src/conversation/title.ts"
import { hasVisibleText } from "../../src/visible-text.ts"

const family = "👨‍👩‍👧‍👦"

describe("a title", () => {
  test("is the first words, cut between words", () => {
    expect(titleFrom("  Why is\nthe sky blue? ")).toBe("Why is the sky blue?")
    expect(titleFrom("word ".repeat(40))).toBe(`${"word ".repeat(12).trim()}…`)
    expect(titleFrom("😀".repeat(40))).toBe(`${"😀".repeat(30)}…`)
    expect(titleFrom("漢".repeat(70))).toBe(`${"漢".repeat(60)}…`)
  })

  test("is never cut inside a grapheme", () => {
    // 50 + 11 code units: a cut after 50 would lose the last member of the family.
    expect(titleFrom(`${"a".repeat(50)}${family}${"b".repeat(20)}`)).toBe(`${"a".repeat(50)}…`)
    expect(titleFrom(`${"a".repeat(59)}e\u0301${"b".repeat(20)}`)).toBe(`${"a".repeat(59)}…`)
    expect(titleFrom(`${"a".repeat(58)}🇩🇪🇫🇷🇮🇹`)).toBe(`${"a".repeat(58)}…`)
    expect(titleFrom(`${"ก".repeat(59)}กำ${"ก".repeat(20)}`)).toBe(`${"ก".repeat(59)}…`)
    expect(titleFrom(`a${"\u0301".repeat(100)}`)).toBe(`a${"\u0301".repeat(59)}…`)
  })

  test("leaves out invisible characters and controls of direction", () => {
    expect(titleFrom(`${"\u2060".repeat(100)}Invoice\u0000 \u202Efdp.exe\u202C`)).toBe("Invoice fdp.exe")
  })

  test("of any visible text is visible, well-formed and short", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }).filter(hasVisibleText), (text) => {
        const title = titleFrom(text)
        expect(title.length).toBeLessThanOrEqual(61)
        expect(title.isWellFormed()).toBe(true)
        expect(hasVisibleText(title)).toBe(true)
      }),
    )
  })
})
