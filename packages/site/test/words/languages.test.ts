import { describe, expect, test } from "vitest"
import { english, type Words } from "../../src/words/en.ts"
import { directionOf, type Language, languageFor, languages, loadWords } from "../../src/words/languages.ts"
import { pluralsOf } from "../../src/words/plural.ts"

const others = (Object.keys(languages) as Language[]).filter((language) => language !== "en")

describe.each(others)("the words of %s", (language) => {
  test("are those of English: each key, each as a text or as a function of as many parts", async () => {
    const words = await loadWords[language]()
    const shape = (catalogue: Words) =>
      Object.fromEntries(Object.entries(catalogue).map(([key, value]) => [key, typeof value === "function" ? value.length : typeof value]))
    expect(shape(words)).toEqual(shape(english))
  })

  test("are all said, and say what they are given", async () => {
    const words = await loadWords[language]()
    for (const [key, value] of Object.entries(words)) {
      if (typeof value !== "function") expect(value, key).not.toHaveLength(0)
    }
    expect(words.actionsOf("Lisbon")).toContain("Lisbon")
    expect(words.chartOf("A", "B", "C", "D")).toMatch(/A.*(B.*D.*C|B.*C.*D)/)
    expect(words.answerUsage("11", "22", "$3")).toMatch(/11.*22.*\$3/)
  })
})

describe("counting", () => {
  test("takes the form that the language asks for", async () => {
    const { arabic } = await import("../../src/words/ar.ts")
    expect([english.left(1), english.left(2), english.left(-1)]).toEqual(["1 character left", "2 characters left", "1 character too many"])
    expect([arabic.searchFound(1), arabic.searchFound(2)]).toEqual(["عُثر على محادثة واحدة", "عُثر على محادثتين"])
    expect(pluralsOf("de")(12_345, { other: "# Zeichen" })).toBe("12.345 Zeichen")
  })
})

describe("the language", () => {
  test.each([
    [["de-CH", "en"], "de"],
    [["sw", "fr-CA"], "fr"],
    [["AR"], "ar"],
    [["sw"], "en"],
    [["en-US@posix"], "en"],
    [[], "en"],
  ])("for %j is %s", (wanted, language) => {
    expect(languageFor(wanted)).toBe(language)
  })

  test("says which way it is written", () => {
    expect([directionOf("en"), directionOf("ar")]).toEqual(["ltr", "rtl"])
  })
})
