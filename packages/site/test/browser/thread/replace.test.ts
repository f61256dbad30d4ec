import { FakeFailure } from "@parley/testing/site/fake-turn.ts"
import { describe, expect, test } from "vitest"
import { ask, composerOf, eventually } from "../../support/pages.ts"
import { useSite } from "../../support/site-page.ts"

const site = useSite()
const questions = () => site.page.locator(".question p").allInnerTexts()
const editor = () => site.page.getByRole("textbox", { name: "Edit your message" })

describe("a message of two text blocks", () => {
  const content: { text: string }[] = [{ text: "Summarise this:" }, { text: "Once upon a time" }]
  const contents = () => site.api.posts.map(({ content }) => content)

  test("is shown as one text and sent as two blocks when regenerated or edited without a change", async () => {
    site.api.seed("cnv_a", "Tale")
    site.api.seedTurn("cnv_a", content, "There was a time.")
    const page = await site.visit("/c/cnv_a")
    await page.getByText("There was a time.").waitFor()
    expect(await page.locator(".question p").textContent()).toBe("Summarise this:\n\nOnce upon a time")
    await site.button("Regenerate").click()
    await eventually(site.answers).toEqual(["Hello."])
    await site.button("Edit message").click()
    await page.keyboard.press("Enter")
    await eventually(() => site.api.posts.length).toBe(2)
    await eventually(site.answers).toEqual(["Hello."])
    expect(contents()).toEqual([content, content])
  })

  test("is retried as the same turn after a failure", async () => {
    site.api.seed("cnv_a", "Tale")
    const turn = site.api.seedTurn("cnv_a", content, "")
    turn.status = "failed"
    turn.error = new FakeFailure(502, "model.failed")
    await site.visit("/c/cnv_a")
    await site.button("Retry").click()
    await eventually(site.answers).toEqual(["Hello."])
    expect(site.api.posts.map(({ turnId, content }) => [turnId, content])).toEqual([[turn.turnId, content]])
  })
})

describe("regenerate", () => {
  test("replaces the last answer only", async () => {
    site.api.seed("cnv_a", "Two", [
      ["First", "One."],
      ["Second", "Two."],
    ])
    const page = await site.visit("/c/cnv_a")
    await site.button("Regenerate").click()
    await eventually(site.answers).toEqual(["One.", "Hello."])
    expect(await questions()).toEqual(["First", "Second"])
    expect(site.api.posts.map(({ replaces, content }) => [replaces, content[0].text])).toEqual([["trn_cnv_a_1", "Second"]])
    await page.reload()
    await eventually(site.answers).toEqual(["One.", "Hello."])
  })

  test("keeps the answer and shows the reason if it is rejected", async () => {
    site.api.seed("cnv_a", "One", [["First", "One."]])
    site.api.refuse = (attempt) => (attempt === 1 ? new FakeFailure(503, "model.throttled") : undefined)
    await site.visit("/c/cnv_a")
    await site.button("Regenerate").click()
    await site.page.getByText("The answer wasn’t regenerated. The model is busy right now.").waitFor()
    expect(await site.answers()).toEqual(["One."])
    await site.button("Retry").click()
    await eventually(site.answers).toEqual(["Hello."])
    expect(new Set(site.api.posts.map(({ turnId }) => turnId)).size).toBe(1)
  })

  test("shows the current messages if the conversation was continued in another tab", async () => {
    site.api.seed("cnv_a", "One", [["First", "One."]])
    await site.visit("/c/cnv_a")
    await site.button("Regenerate").waitFor()
    site.api.seedTurn("cnv_a", "Asked elsewhere", "Answered elsewhere.")
    await site.button("Regenerate").click()
    await eventually(site.answers).toEqual(["One.", "Answered elsewhere."])
  })
})

describe("edit", () => {
  test("replaces the last message", async () => {
    site.api.seed("cnv_a", "Two", [
      ["First", "One."],
      ["Secnod", "Two."],
    ])
    const page = await site.visit("/c/cnv_a")
    await page.getByText("Secnod").hover()
    expect(await site.button("Edit message").count()).toBe(1)
    await site.button("Edit message").click()
    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.type("Second")
    await page.keyboard.press("Enter")
    await eventually(questions).toEqual(["First", "Second"])
    await eventually(site.answers).toEqual(["One.", "Hello."])
    expect(site.api.posts.map(({ replaces }) => replaces)).toEqual(["trn_cnv_a_1"])
  })

  test("is cancelled by Escape, which returns focus to its button", async () => {
    site.api.seed("cnv_a", "One", [["First", "One."]])
    const page = await site.visit("/c/cnv_a")
    await site.button("Edit message").focus()
    await page.keyboard.press("Enter")
    await editor().fill("Something else")
    await page.keyboard.press("Escape")
    await eventually(questions).toEqual(["First"])
    await eventually(() => page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Edit message")
    expect(site.api.posts).toEqual([])
  })

  test("stays open with its text if it is rejected", async () => {
    site.api.seed("cnv_a", "One", [["First", "One."]])
    site.api.refuse = () => new FakeFailure(429, "rate.exceeded", { retryAfter: 1 })
    const page = await site.visit("/c/cnv_a")
    await site.button("Edit message").click()
    await editor().fill("First, in other words")
    await page.keyboard.press("Enter")
    await page.getByText("The answer wasn’t regenerated.").first().waitFor()
    expect(await editor().inputValue()).toBe("First, in other words")
    expect(await site.answers()).toEqual(["One."])
  })

  test("survives a reload", async () => {
    site.api.seed("cnv_a", "One", [["First", "One."]])
    const page = await site.visit("/c/cnv_a")
    await site.button("Edit message").click()
    await editor().fill("Half chan")
    await page.reload()
    await eventually(() => editor().inputValue()).toBe("Half chan")
  })

  test("moves into the message box if its message is no longer the last one", async () => {
    site.api.seed("cnv_a", "One", [["First", "One."]])
    const page = await site.visit("/c/cnv_a")
    await site.button("Edit message").click()
    await editor().fill("My long thought")
    site.api.seedTurn("cnv_a", "Asked elsewhere", "Answered elsewhere.")
    await page.keyboard.press("Enter")
    await eventually(site.answers).toEqual(["One.", "Answered elsewhere."])
    await eventually(() => composerOf(page).inputValue()).toBe("My long thought")
  })
})

describe("a rating", () => {
  test("is saved with its comment and can be removed", async () => {
    site.api.seed("cnv_a", "One", [["First", "One."]])
    const page = await site.visit("/c/cnv_a")
    const kept = () => site.api.turns[0]?.feedback
    await site.button("Bad answer").click()
    await eventually(kept).toEqual({ rating: "down" })
    await page.getByRole("textbox", { name: "What went wrong?" }).fill("Too short")
    await page.keyboard.press("Enter")
    await eventually(kept).toEqual({ rating: "down", comment: "Too short" })
    await page.reload()
    expect(await site.button("Bad answer").getAttribute("aria-pressed")).toBe("true")
    await site.button("Bad answer").click()
    await eventually(kept).toEqual({ rating: null })
  })
})

describe("the details of an answer", () => {
  test("show tokens and cost on demand, also right after the answer ended", async () => {
    const page = await site.visit()
    await ask(page, "What does it cost?")
    await site.button("Tokens and cost").click()
    await page.getByText("1,234 input tokens · 345 output tokens · $0.0042").waitFor()
    await page.reload()
    await site.button("Tokens and cost").click()
    await page.getByText("1,234 input tokens · 345 output tokens · $0.0042").waitFor()
  })
})
