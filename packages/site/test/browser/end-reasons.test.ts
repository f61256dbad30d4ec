import { describe, expect, test } from "vitest"
import { FakeFailure } from "../support/fake-turn.ts"
import { ask, composerOf, eventually } from "../support/pages.ts"
import { useSite } from "../support/site-page.ts"

const site = useSite()
const answers = () => site.page.locator(".answer .markdown").allInnerTexts()
const notice = () => site.page.locator(".answer .notice")
const steps = () => notice().getByRole("button").allInnerTexts()

const reasons: [reason: string, words: string, steps: string[]][] = [
  ["max_tokens", "The answer hit the length limit.", ["Continue"]],
  ["content_filtered", "The model’s safety filter ended this answer.", []],
  ["guardrail_intervened", "A guardrail of this site ended this answer.", []],
  ["refusal", "The model declined to continue this answer.", []],
  ["model_context_window_exceeded", "This chat is too long for the model, so the answer was cut off.", ["New chat"]],
  ["malformed_model_output", "The model’s output was malformed, so this answer may be incomplete.", ["Regenerate"]],
  ["malformed_tool_use", "The model’s output was malformed, so this answer may be incomplete.", ["Regenerate"]],
  ["tool_use", "The model asked for a tool that isn’t available here, so this answer may be incomplete.", ["Regenerate"]],
  ["a_reason_of_tomorrow", "The answer ended early and may be incomplete.", ["Regenerate"]],
]

describe("an answer that ended", () => {
  test.each(reasons)("by %s says so, now and after a reload, with what can be done", async (stopReason, words, expected) => {
    site.api.answer = async function* () {
      yield "Half an"
      yield { stopReason }
    }
    const page = await site.visit()
    await ask(page, "Try")
    await notice().getByText(words).waitFor()
    expect(await steps()).toEqual(expected)
    await page.reload()
    await notice().getByText(words).waitFor()
    expect(await steps()).toEqual(expected)
    expect(await answers()).toEqual(["Half an"])
  })

  test.each(["end_turn", "stop_sequence"])("by %s speaks for itself", async (stopReason) => {
    site.api.answer = async function* () {
      yield "Whole."
      yield { stopReason }
    }
    const page = await site.visit()
    await ask(page, "Try")
    await page.getByRole("button", { name: "Regenerate" }).waitFor()
    expect(await notice().count()).toBe(0)
  })

  test("at its length limit goes on with one press, and is offered nothing once it went on", async () => {
    site.api.answer = async function* () {
      yield "Half an"
      if (site.api.posts.length === 1) yield { stopReason: "max_tokens" }
    }
    const page = await site.visit()
    await ask(page, "Try")
    await composerOf(page).fill("Written meanwhile")
    await site.button("Continue").click()
    await eventually(answers).toEqual(["Half an", "Half an"])
    expect(site.api.posts.map(({ content }) => content)).toEqual([[{ text: "Try" }], [{ text: "Continue." }]])
    expect(await site.button("Continue").count()).toBe(0)
    expect(await composerOf(page).inputValue()).toBe("Written meanwhile")
  })

  test("too long for the model leads to a new chat", async () => {
    site.api.answer = async function* () {
      yield "Half an"
      yield { stopReason: "model_context_window_exceeded" }
    }
    const page = await site.visit()
    await ask(page, "Try")
    await notice().getByRole("button", { name: "New chat" }).click()
    await page.getByRole("heading", { name: "What would you like to know?" }).waitFor()
  })

  test("with nothing that can be seen is no answer", async () => {
    site.api.answer = async function* () {
      yield "\u200B\n\u2060"
    }
    const page = await site.visit()
    await ask(page, "Try")
    await notice().getByText("The model returned an empty answer.").waitFor()
    expect(await steps()).toEqual(["Ask again"])
    expect(await page.getByRole("button", { name: "Copy answer" }).count()).toBe(0)
  })
})

const failures: [code: string, status: number, extras: object, words: string | RegExp, steps: string[]][] = [
  ["model.refused", 502, {}, "This model isn’t available on this site. Choose another model, or ask an administrator.", []],
  ["model.limit", 502, {}, "The model reached the length limit before it wrote anything. Ask for less, or choose another model.", []],
  ["model.filtered", 502, {}, "The model’s safety filter blocked the answer. Rephrase your message.", []],
  ["model.empty", 502, {}, "The model returned an empty answer.", ["Retry"]],
  ["model.failed", 502, {}, "The model could not answer.", ["Retry"]],
  ["store.unavailable", 503, {}, "Chats can’t be saved right now. Try again in a moment.", ["Retry"]],
]

describe("a turn that failed", () => {
  test.each(failures)("by %s says what happened, and offers Retry only where it helps", async (code, status, extras, words, expected) => {
    site.api.answer = async function* () {
      if (site.api.posts.length > 0) throw new FakeFailure(status, code, { ...extras })
      yield ""
    }
    const page = await site.visit()
    await ask(page, "Try")
    await notice().getByText(words).waitFor()
    expect(await steps()).toEqual(expected)
    await page.reload()
    await notice().getByText(words).waitFor()
    expect(await steps()).toEqual(expected)
  })
})

const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()
const refusals: [what: string, failure: () => FakeFailure, words: string | RegExp, steps: (string | RegExp)[]][] = [
  ["body.invalid", () => new FakeFailure(400, "body.invalid"), "This message can’t be sent as it is. Change it and send it again.", []],
  [
    "body.tooLarge",
    () => new FakeFailure(413, "body.tooLarge"),
    "This message is too long. Shorten it to 32,000 characters and send it again.",
    [],
  ],
  [
    "rate.exceeded of a minute",
    () => new FakeFailure(429, "rate.exceeded", { scope: "visitor", retryAfter: 40, resetAt: inMinutes(0.6) }),
    "You’ve sent too many messages in a short time.",
    [/^Retry in \d+ s$/],
  ],
  [
    "rate.exceeded of a minute, by the network",
    () => new FakeFailure(429, "rate.exceeded", { scope: "address", retryAfter: 40 }),
    "Too many messages came from your network in a short time.",
    [/^Retry in \d+ s$/],
  ],
  [
    "rate.exceeded of a day",
    () => new FakeFailure(429, "rate.exceeded", { scope: "visitor", retryAfter: 7_200, resetAt: inMinutes(120) }),
    /You have used up today’s messages\. .+ in 2 hours/,
    [],
  ],
  ["an unknown refusal", () => new FakeFailure(422, "some.day"), "The server didn’t accept this request.", []],
  ["an unknown failure", () => new FakeFailure(500, "internal"), "Something went wrong on our side.", ["Retry"]],
]

describe("a message that was refused", () => {
  test.each(refusals)("by %s says whose turn it is to do what", async (_what, failure, words, expected) => {
    site.api.refuse = failure
    const page = await site.visit()
    await ask(page, "Try")
    const unsent = page.locator(".composer-place .notice")
    await unsent.getByText(words).waitFor()
    const offered = await unsent.getByRole("button").allInnerTexts()
    expect(offered).toEqual(expected.map((label) => (typeof label === "string" ? label : expect.stringMatching(label))))
    expect(await composerOf(page).inputValue()).toBe("Try")
  })

  test("because its turn is known by other content is sent again as another turn", async () => {
    site.api.refuse = (attempt) => (attempt === 1 ? new FakeFailure(422, "turn.mismatch") : undefined)
    const page = await site.visit()
    await ask(page, "Try")
    await page.getByText("This message was already sent with different content. Send it again as a new message.").waitFor()
    await composerOf(page).press("Enter")
    await eventually(answers).toEqual(["Hello."])
    expect(new Set(site.api.posts.map(({ turnId }) => turnId)).size).toBe(2)
  })
})
