import { errorCodes } from "@parley/core/visible-error.ts"
import { afterEach, describe, expect, test } from "vitest"
import { config } from "../../src/page/config.ts"
import { session, signIn } from "../../src/sign-in/session.ts"
import { errorMessage } from "../../src/ui/error-message.ts"
import { english } from "../../src/words/en.ts"
import { type Language, languages, loadMessages } from "../../src/words/languages.ts"
import { setMessages, t } from "../../src/words/t.ts"

// Never shown: errors of other API clients, and of routes that the page does not call.
const ofPrograms = ["body.notJson", "route.missing"]

const now = Date.parse("2026-11-28T10:00:00Z")
const ofDay = { retryable: true, retryAfter: 7_200, resetAt: "2026-11-28T12:00:00Z" }
const ofMinute = { retryable: true, retryAfter: 30, resetAt: "2026-11-28T10:00:30Z" }

afterEach(() => {
  setMessages(english)
  signIn.value = null
  session.value = { state: "anonymous" }
  config.value = undefined
})

/** Offers sign-in beside anonymous use. */
function offerSignIn(): void {
  signIn.value = { issuer: "https://id.example.com", clientId: "parley", scope: "openid", anonymous: true }
}

function offerModels(count: number): void {
  const models = Array.from({ length: count }, (_, index) => ({ modelId: `model-${index}`, name: "Model", default: index === 0 }))
  config.value = {
    api: 2,
    stage: "prod",
    responder: "bedrock",
    models,
    limits: { textCharacters: 32_000, retentionDays: 30 },
    signIn: null,
  }
}

describe.each(Object.keys(languages) as Language[])("in %s", (language) => {
  test.each(Object.entries(errorCodes))("%s has its own message, and only server faults blame the site", async (code, { retryable }) => {
    setMessages(await loadMessages[language]())
    const words = errorMessage({ code, retryable })
    expect(words.length).toBeGreaterThan(5)
    if (code === "internal") expect(words).toBe(t.broken)
    else if (ofPrograms.includes(code)) expect(words).toBe(t.notAccepted)
    else expect([t.broken, t.notAccepted]).not.toContain(words)
  })

  test("an exhausted budget names its scope and reset time", async () => {
    const words = await loadMessages[language]()
    setMessages(words)
    const said = (scope: string) => errorMessage({ code: "budget.exhausted", scope, ...ofDay }, now)
    const sentences: [scope: string, sentence: string][] = [
      ["visitor", words.budgetExhausted],
      ["address", words.networkBudgetExhausted],
      ["network", words.networkBudgetExhausted],
      ["newcomers", words.newcomersBudgetExhausted],
      ["visitors", words.visitorsBudgetExhausted],
      ["stage", words.siteBudgetExhausted],
      ["toString", words.siteBudgetExhausted],
    ]
    for (const [scope, sentence] of sentences) {
      expect(said(scope).startsWith(`${sentence} `), scope).toBe(true)
      expect(said(scope).length, scope).toBeGreaterThan(sentence.length + 15)
      expect(said(scope), scope).not.toContain(words.signInContinues)
    }
    expect(new Set(sentences.map(([, sentence]) => sentence)).size).toBe(5)
  })

  test("an exhausted budget of anonymous visitors suggests sign-in where it is available", async () => {
    const words = await loadMessages[language]()
    setMessages(words)
    const said = (scope: string) => errorMessage({ code: "budget.exhausted", scope, ...ofDay }, now)
    offerSignIn()
    for (const scope of ["newcomers", "visitors"]) expect(said(scope).endsWith(` ${words.signInContinues}`), scope).toBe(true)
    for (const scope of ["visitor", "address", "network", "stage"]) expect(said(scope), scope).not.toContain(words.signInContinues)
    session.value = { state: "signedIn", person: {} }
    expect(said("visitors")).not.toContain(words.signInContinues)
  })

  test("a rate limit names its scope and when to retry", async () => {
    const words = await loadMessages[language]()
    setMessages(words)
    const said = (scope: string, time: typeof ofDay) => errorMessage({ code: "rate.exceeded", scope, ...time }, now)
    expect(said("visitor", ofMinute)).toBe(words.rateExceeded)
    expect(said("address", ofMinute)).toBe(words.networkRateExceeded)
    expect(said("visitor", ofDay).startsWith(`${words.turnsExhausted} `)).toBe(true)
    expect(said("address", ofDay).startsWith(`${words.networkTurnsExhausted} `)).toBe(true)
    expect(new Set([words.rateExceeded, words.networkRateExceeded, words.turnsExhausted, words.networkTurnsExhausted]).size).toBe(4)
  })

  test("another model is suggested only if there is one", async () => {
    const words = await loadMessages[language]()
    setMessages(words)
    const said = () => ["model.refused", "model.limit"].map((code) => errorMessage({ code, retryable: false }))
    offerModels(1)
    expect(said()).toEqual([words.modelRefused, words.modelLimit])
    offerModels(2)
    expect(said()).toEqual([words.modelRefusedOthers, words.modelLimitOthers])
  })
})

describe("a limit", () => {
  test("shows its reset time only if it exceeds the longest countdown", () => {
    expect(errorMessage({ code: "rate.exceeded", ...ofMinute }, now)).toBe("Too many requests. Try again in a moment.")
    expect(errorMessage({ code: "rate.exceeded", ...ofDay }, now)).toMatch(/^You’ve reached today’s message limit\. .+ in 2 hours/)
  })

  test("of new visitors ends with the next step", () => {
    offerSignIn()
    expect(errorMessage({ code: "budget.exhausted", scope: "newcomers", ...ofDay }, now)).toMatch(
      /^The budget for new visitors has been reached for now\. You can continue in 2 hours \(.+\)\. Sign in to continue now\.$/,
    )
  })
})
