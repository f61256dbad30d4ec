import { expect, test } from "vitest"
import { hasVisibleText, withoutDirectionControls } from "../src/visible-text.ts"

const invisible = [
  ..."\u0000\u001B\u007F\u0085\u00A0\u00AD\u034F\u061C\u115F\u1160\u17B4\u180B\u180E\u2003\u200B\u200C\u200D\u200E\u202E\u2028",
  ..."\u2060\u2061\u2066\u2069\u206F\u2800\u3000\u3164\uFE00\uFE0F\uFEFF\uFFA0\uFFF9\uFFFB\u{E0041}\u{E0100}",
]

test.each(invisible.map((character) => [character.codePointAt(0)?.toString(16), character]))(
  "U+%s alone is invisible",
  (_code, character) => {
    expect(hasVisibleText(character)).toBe(false)
    expect(hasVisibleText(` \n${character}${character}\t`)).toBe(false)
    expect(hasVisibleText(`${character}x${character}`)).toBe(true)
  },
)

test.each(["a", ".", "\u0301", "\uFFFD", "\u0601", "\uF8FF", "👋", "漢", "ا"])("%j is visible", (text) => {
  expect(hasVisibleText(text)).toBe(true)
})

test("controls that change the direction of later text are removed, marks with a local effect stay", () => {
  expect(withoutDirectionControls("a\u202Eb\u202C \u2066c\u2069 \u200Fd\u200E")).toBe("ab c \u200Fd\u200E")
})
