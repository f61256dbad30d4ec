import { afterEach, describe, expect, test } from "vitest"
import { locale } from "../../src/words/format.ts"
import { isolated, titleOf } from "../../src/words/titles.ts"

afterEach(() => {
  locale.value = "en"
})

describe("a title", () => {
  test("without visible text is shown as “Untitled chat”", () => {
    expect(titleOf({ title: "" })).toBe("Untitled chat")
    expect(titleOf({ title: "\u200B\u3164" })).toBe("Untitled chat")
    expect(titleOf({ title: "Lisbon" })).toBe("Lisbon")
  })

  test("contains no direction control characters", () => {
    expect(titleOf({ title: "invoice\u202Efdp.exe" })).toBe("invoicefdp.exe")
  })

  test("is isolated in a sentence only if their directions may differ", () => {
    expect(isolated("Lisbon")).toBe("Lisbon")
    expect(isolated("تقرير!")).toBe("\u2068تقرير!\u2069")
    // It does not end the isolate that holds it.
    expect(isolated("تقرير\u2069!")).toBe("\u2068تقرير!\u2069")
    locale.value = "ar-EG"
    expect(isolated("Lisbon")).toBe("\u2068Lisbon\u2069")
  })
})
