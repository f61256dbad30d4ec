import { FakeFailure } from "@parley/testing/site/fake-turn.ts"
import { describe, expect, test } from "vitest"
import { ask, composerOf, eventually } from "../../support/pages.ts"
import { useSite } from "../../support/site-page.ts"

const site = useSite()

const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()
const refusals: [what: string, failure: () => FakeFailure, words: string | RegExp, steps: (string | RegExp)[]][] = [
  ["body.invalid", () => new FakeFailure(400, "body.invalid"), "This message can’t be sent. Change it and try again.", []],
  [
    "body.tooLarge",
    () => new FakeFailure(413, "body.tooLarge"),
    "This message is too long. Shorten it to 32,000 characters and send it again.",
    [],
  ],
  [
    "rate.exceeded of a minute",
    () => new FakeFailure(429, "rate.exceeded", { scope: "visitor", retryAfter: 40, resetAt: inMinutes(0.6) }),
    "Too many requests. Try again in a moment.",
    [/^Retry in \d+ s$/],
  ],
  [
    "rate.exceeded of a minute, by the network",
    () => new FakeFailure(429, "rate.exceeded", { scope: "address", retryAfter: 40 }),
    "Too many requests from your network. Try again in a moment.",
    [/^Retry in \d+ s$/],
  ],
  [
    "rate.exceeded of a day",
    () => new FakeFailure(429, "rate.exceeded", { scope: "visitor", retryAfter: 7_200, resetAt: inMinutes(120) }),
    /You’ve reached today’s message limit\. .+ in 2 hours/,
    [],
  ],
  [
    "budget.exhausted of new visitors",
    () => new FakeFailure(429, "budget.exhausted", { scope: "newcomers", retryAfter: 7_200, resetAt: inMinutes(120) }),
    /The budget for new visitors has been reached for now\. .+ in 2 hours/,
    [],
  ],
  ["an unknown refusal", () => new FakeFailure(422, "some.day"), "The server didn’t accept this request.", []],
  ["an unknown failure", () => new FakeFailure(500, "internal"), "Something went wrong on our side.", ["Retry"]],
]

describe("a rejected message", () => {
  test("shows who can fix it, and returns to the composer", async () => {
    const page = await site.visit()
    const unsent = page.locator(".composer-place .notice")
    for (const [what, failure, words, expected] of refusals) {
      site.api.refuse = failure
      await ask(page, "Try")
      await unsent.getByText(words).waitFor()
      const offered = await unsent.getByRole("button").allInnerTexts()
      expect(offered, what).toEqual(expected.map((label) => (typeof label === "string" ? label : expect.stringMatching(label))))
      expect(await composerOf(page).inputValue(), what).toBe("Try")
    }
  })

  test("because of the anonymous visitors' budget offers sign-in where it is available", async () => {
    site.api.signIn = { issuer: "https://id.example.com", clientId: "parley", scope: "openid", anonymous: true }
    site.api.refuse = () => new FakeFailure(429, "budget.exhausted", { scope: "visitors", retryAfter: 7_200, resetAt: inMinutes(120) })
    const page = await site.visit()
    await ask(page, "Try")
    const unsent = page.locator(".composer-place .notice")
    await unsent.getByText("Sign in to continue now.").waitFor()
    expect(await unsent.getByRole("button").allInnerTexts()).toEqual(["Sign in"])
  })

  test("because its turnId was used for different content is sent again with a new turnId", async () => {
    site.api.refuse = (attempt) => (attempt === 1 ? new FakeFailure(422, "turn.mismatch") : undefined)
    const page = await site.visit()
    await ask(page, "Try")
    await page.getByText("This message was already sent with different content. Send it again as a new message.").waitFor()
    await composerOf(page).press("Enter")
    await eventually(site.answers).toEqual(["Hello."])
    expect(new Set(site.api.posts.map(({ turnId }) => turnId)).size).toBe(2)
  })
})
