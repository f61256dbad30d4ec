import { describe, expect, test } from "vitest"
import { english, type Messages } from "../../src/words/en.ts"
import { englishActions } from "../../src/words/en-actions.ts"
import { formatMoney, formatTime, formatUtcDay, formatWait, locale } from "../../src/words/format.ts"
import { directionOf, type Language, languageFor, languages, loadMessages } from "../../src/words/languages.ts"
import { pluralsOf } from "../../src/words/plural.ts"

const others = (Object.keys(languages) as Language[]).filter((language) => language !== "en")

describe.each(others)("the texts of %s", (language) => {
  test("have the keys of English, each a string or a function with the same number of parameters", async () => {
    const words = await loadMessages[language]()
    const shape = (catalogue: Messages) =>
      Object.fromEntries(Object.entries(catalogue).map(([key, value]) => [key, typeof value === "function" ? value.length : typeof value]))
    expect(shape(words)).toEqual(shape({ ...english, ...englishActions }))
  })

  test("are not empty and contain their arguments", async () => {
    const words = await loadMessages[language]()
    for (const [key, value] of Object.entries(words)) {
      if (typeof value !== "function") expect(value, key).not.toHaveLength(0)
    }
    expect(words.actionsOf("Lisbon")).toContain("Lisbon")
    expect(words.chartOf("A", "B", "C", "D")).toMatch(/A.*(B.*D.*C|B.*C.*D)/)
    expect(words.answerUsage?.("11", "22", "$3")).toMatch(/11.*22.*\$3/)
  })
})

describe("a time in a sentence", () => {
  const sunday = "2026-11-29T00:00:00"
  // Some spaces are non-breaking.
  const at = (now: string) => formatTime(sunday, new Date(now)).replace(/\s/g, " ")
  const hours = new Date(Date.parse(sunday) - 11 * 3_600_000).getTime()

  test.each([
    ["en", "en-US", "Resets in 11 hours (Sunday, 12:00 AM).", "You can continue in 11 hours (12:00 AM)."],
    ["en", "en-GB", "Resets in 11 hours (Sunday, 00:00).", "You can continue in 11 hours (00:00)."],
    ["de", "de-DE", "Wird in 11 Stunden zurückgesetzt (Sonntag, 00:00).", "Du kannst in 11 Stunden weitermachen (00:00)."],
    ["fr", "fr-FR", "Réinitialisation dans 11 heures (dimanche 00:00).", "Vous pourrez continuer dans 11 heures (00:00)."],
    ["ar", "ar", "يُعاد التعيين خلال 11 ساعة (الأحد 12:00 ص).", "يمكنك المتابعة خلال 11 ساعة (12:00 ص)."],
  ] as const)("is correct in %s for another day and for today (%s)", async (language, tag, otherDay, sameDay) => {
    const words = await loadMessages[language]()
    locale.value = tag
    const wait = formatWait(sunday, hours)
    expect(words.resets(at("2026-11-28T13:00:00"), wait)).toBe(otherDay)
    expect(words.continuesAt(at("2026-11-29T13:00:00"), wait)).toBe(sameDay)
    locale.value = "en"
  })

  test("includes the month of a usage day in every language", async () => {
    for (const language of Object.keys(languages) as Language[]) {
      const words = await loadMessages[language]()
      locale.value = language
      expect(words.chartOf("A", "B", "C", formatUtcDay("2026-11-28")), language).toMatch(/(?=.*28)(?=.*(Nov|nov|نوفمبر))/)
    }
    locale.value = "en"
  })
})

describe("money", () => {
  test.each([
    ["en", "$0.75"],
    ["de", "0,75 $"],
    ["fr", "0,75 $"],
    ["ar", "\u200F0.75 US$\u200E"],
  ])("keeps the dollar sign beside its letters in %s", (language, written) => {
    locale.value = language
    expect(formatMoney(0.75).replace(/\u00A0|\u202F/g, " ")).toBe(written)
    locale.value = "en"
  })
})

describe("a count", () => {
  test("has the plural form of its language", async () => {
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

  test("has a writing direction", () => {
    expect([directionOf("en"), directionOf("ar")]).toEqual(["ltr", "rtl"])
  })
})
