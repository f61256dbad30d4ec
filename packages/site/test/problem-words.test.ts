import { errorCodes } from "@parley/core/visible-error.ts"
import { afterEach, describe, expect, test } from "vitest"
import { problemWords } from "../src/problem-words.ts"
import { speak, text } from "../src/text.ts"
import { english } from "../src/words/en.ts"
import { type Language, languages, loadWords } from "../src/words/languages.ts"

// Not shown to a person: these are the faults of another program, and addresses that the page does not ask for.
const ofPrograms = ["body.notJson", "route.missing"]

afterEach(() => speak(english))

describe.each(Object.keys(languages) as Language[])("in %s", (language) => {
  test.each(Object.entries(errorCodes))(
    "%s is said in words of its own, and only the site's own faults are the site's",
    async (code, { retryable }) => {
      speak(await loadWords[language]())
      const words = problemWords({ code, retryable })
      expect(words.length).toBeGreaterThan(5)
      if (code === "internal") expect(words).toBe(text.broken)
      else if (ofPrograms.includes(code)) expect(words).toBe(text.notAccepted)
      else expect([text.broken, text.notAccepted]).not.toContain(words)
    },
  )
})

describe("a limit", () => {
  const now = Date.parse("2026-11-28T10:00:00Z")

  test("of a minute is counted down elsewhere, one of a day says when it ends", () => {
    const minute = { code: "rate.exceeded", retryable: true, retryAfter: 30, resetAt: "2026-11-28T10:00:30Z" }
    expect(problemWords(minute, now)).toBe("You’ve sent too many messages in a short time.")
    const day = { code: "rate.exceeded", retryable: true, retryAfter: 7_200, resetAt: "2026-11-28T12:00:00Z" }
    expect(problemWords(day, now)).toMatch(/^You have used up today’s messages\. .+ in 2 hours/)
  })

  test("of a network says that it is the network's", () => {
    const minute = { code: "rate.exceeded", retryable: true, retryAfter: 30, scope: "address" }
    expect(problemWords(minute, now)).toBe("Too many messages came from your network in a short time.")
    const day = { code: "rate.exceeded", retryable: true, retryAfter: 7_200, resetAt: "2026-11-28T12:00:00Z", scope: "address" }
    expect(problemWords(day, now)).toMatch(/^Your network has used up today’s messages\./)
  })
})
