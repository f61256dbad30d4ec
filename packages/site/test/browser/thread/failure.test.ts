import { FakeFailure } from "@parley/testing/site/fake-turn.ts"
import type { Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { createGate } from "../../support/gate.ts"
import { ask, composerOf, eventually } from "../../support/pages.ts"
import { useSite } from "../../support/site-page.ts"

const site = useSite()
let page: Page
const visit = async (path = "/") => {
  page = await site.visit(path)
}

describe("a failure", () => {
  test("before the turn started restores the text, and Retry sends the same turn", async () => {
    site.api.refuse = (attempt) => (attempt === 1 ? new FakeFailure(503, "store.unavailable") : undefined)
    await visit()
    await ask(page, "Do not lose this")
    await page.getByText("Not sent.").first().waitFor()
    expect(await composerOf(page).inputValue()).toBe("Do not lose this")
    await site.button("Retry").click()
    await eventually(site.answers).toEqual(["Hello."])
    expect(await composerOf(page).inputValue()).toBe("")
    expect(new Set(site.api.posts.map(({ turnId }) => turnId)).size).toBe(1)
  })

  test("followed by a change of the text sends a new turn", async () => {
    site.api.refuse = (attempt) => (attempt === 1 ? new FakeFailure(503, "store.unavailable") : undefined)
    await visit()
    await ask(page, "First words")
    await page.getByText("Not sent.").first().waitFor()
    await ask(page, "Other words")
    await eventually(site.answers).toEqual(["Hello."])
    expect(new Set(site.api.posts.map(({ turnId }) => turnId)).size).toBe(2)
  })

  test("before the first text is retried as the same turn after `retryAfter`", async () => {
    site.api.answer = async function* (_question, run) {
      if (run === 1) throw new FakeFailure(503, "model.throttled", { retryAfter: 1 })
      yield "Now it works."
    }
    await visit()
    await ask(page, "Try")
    await page.getByText("The model is busy right now.").waitFor()
    await site.button("Retry in 1 s").waitFor()
    await site.button("Retry").click()
    await eventually(site.answers).toEqual(["Now it works."])
    expect(new Set(site.api.posts.map(({ turnId }) => turnId)).size).toBe(1)
  })

  test("before the first text is retried with the selected model", async () => {
    site.api.models = [
      { modelId: "small", name: "Small", default: true },
      { modelId: "large", name: "Large", default: false },
    ]
    site.api.answer = async function* (_question, run) {
      if (run === 1) throw new FakeFailure(503, "model.throttled")
      yield "Now it works."
    }
    await visit()
    await page.getByRole("combobox", { name: "Model" }).selectOption("Large")
    await ask(page, "Try")
    await site.button("Retry").click()
    await eventually(site.answers).toEqual(["Now it works."])
    expect(site.api.posts.map(({ modelId }) => modelId)).toEqual(["large", "large"])
  })

  test("during an answer keeps the text so far and offers to regenerate in place", async () => {
    site.api.answer = async function* () {
      yield "Half an"
      if (site.api.posts.length === 1) throw new FakeFailure(502, "model.failed")
      yield " answer."
    }
    await visit()
    await ask(page, "Try")
    await page.getByText("The answer was cut off.").first().waitFor()
    expect(await site.answers()).toEqual(["Half an"])
    await site.button("Ask again").click()
    await eventually(site.answers).toEqual(["Half an answer."])
    expect(site.api.posts[1]?.parentTurnId).toBe(null)
  })

  test("of an exhausted budget shows the reset time", async () => {
    const resetAt = new Date(Date.now() + 3_600_000).toISOString()
    site.api.refuse = () => new FakeFailure(429, "budget.exhausted", { resetAt, retryAfter: 3_600 })
    await visit()
    await ask(page, "One more")
    await page.getByText(/This site has reached its budget for now\. You can continue in 60 minutes \(.*\d:\d\d.*\)\./).waitFor()
    expect(await composerOf(page).inputValue()).toBe("One more")
  })

  test("of the network is hidden once the server is reachable again", async () => {
    site.api.answer = async function* (_question, run) {
      yield* []
      if (run === 1) throw new FakeFailure(503, "model.throttled")
      yield "Now it works."
    }
    await visit()
    await ask(page, "Try")
    await site.button("Retry").waitFor()
    site.api.down = true
    await site.button("Retry").click()
    await page.locator(".answer").getByText("Can’t reach Parley.").waitFor()
    site.api.down = false
    await page.locator(".answer").getByText("You’re back online.").waitFor()
    await site.button("Retry").click()
    await eventually(site.answers).toEqual(["Now it works."])
  })

  test("to find the conversation offers a new chat", async () => {
    await visit("/c/cnv_gone")
    await page.getByText("Chat not found").waitFor()
    await page.getByRole("main").getByRole("button", { name: "New chat" }).click()
    await page.getByRole("heading", { name: "What would you like to know?" }).waitFor()
  })
})

describe("a lost connection", () => {
  test("is resumed at the same position, without lost or repeated text", async () => {
    const gate = createGate()
    site.api.answer = async function* () {
      yield "One, "
      await gate.opened
      yield { cut: true }
      yield "two, 👋 "
      yield "three."
    }
    await visit()
    await ask(page, "Count")
    await eventually(site.answers).toEqual(["One,"])
    gate.open()
    await eventually(site.answers).toEqual(["One, two, 👋 three."])
    expect(site.api.posts.map(({ after }) => after)).toEqual([undefined, site.api.turns[0]?.idAfter(2)])
  })

  test("that is not restored offers Retry, which fetches the rest", async () => {
    const gate = createGate()
    site.api.answer = async function* () {
      yield "One, "
      await gate.opened
      yield { cut: true }
      yield "two."
    }
    let away = false
    site.api.refuse = () => (away ? "cut" : undefined)
    await visit()
    await ask(page, "Count")
    await eventually(site.answers).toEqual(["One,"])
    away = true
    gate.open()
    await page.getByText("Connection lost.").first().waitFor()
    away = false
    await site.button("Retry").click()
    await eventually(site.answers).toEqual(["One, two."])
    expect(new Set(site.api.posts.map(({ turnId }) => turnId)).size).toBe(1)
  })

  test("before the request reached the server restores the text", async () => {
    await visit()
    site.api.down = true
    await ask(page, "Is anybody there?")
    await page.getByText("Can’t reach Parley.").waitFor()
    await eventually(() => composerOf(page).inputValue()).toBe("Is anybody there?")
  })
})
