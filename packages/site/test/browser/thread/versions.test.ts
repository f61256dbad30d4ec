import { FakeFailure } from "@parley/testing/site/fake-turn.ts"
import { describe, expect, test } from "vitest"
import { ask, eventually } from "../../support/pages.ts"
import { useSite } from "../../support/site-page.ts"

const site = useSite()
const questions = () => site.page.locator(".question p").allInnerTexts()
const showDetails = async () => {
  await site.button("More actions").click()
  await site.page.getByRole("menuitem", { name: "Tokens and cost" }).click()
}
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
  test("adds an answer to any message and keeps the old one with what follows it", async () => {
    site.api.seed("cnv_a", "Two", [
      ["First", "One."],
      ["Second", "Two."],
    ])
    const page = await site.visit("/c/cnv_a")
    await site.button("Regenerate").first().click()
    await eventually(site.answers).toEqual(["Hello."])
    expect(site.api.posts.map(({ parentTurnId, content }) => [parentTurnId, content[0].text])).toEqual([[null, "First"]])
    await page.reload()
    await eventually(site.answers).toEqual(["Hello."])
    await site.button("Previous version").click()
    await eventually(site.answers).toEqual(["One.", "Two."])
    expect(await questions()).toEqual(["First", "Second"])
    await eventually(() => site.api.conversations[0]?.leafTurnId).toBe("trn_cnv_a_0")
    await page.reload()
    await eventually(site.answers).toEqual(["One.", "Two."])
  })

  test("keeps the answer and shows the reason if it is rejected", async () => {
    site.api.seed("cnv_a", "One", [["First", "One."]])
    site.api.refuse = (attempt) => (attempt === 1 ? new FakeFailure(503, "model.throttled") : undefined)
    await site.visit("/c/cnv_a")
    await site.button("Regenerate").click()
    await site.page.getByText("The answer wasn’t regenerated. The model is busy right now.").waitFor()
    expect(await site.answers()).toEqual(["One."])
    expect(await site.page.getByRole("group", { name: "Versions of this answer" }).count()).toBe(0)
    await site.button("Retry").click()
    await eventually(site.answers).toEqual(["Hello."])
    expect(new Set(site.api.posts.map(({ turnId }) => turnId)).size).toBe(1)
  })

  test("says that a message has as many versions as it can have", async () => {
    site.api.seed("cnv_a", "One", [["First", "One."]])
    site.api.seedTurn("cnv_a", "First", "Two.", null)
    site.api.maxVersions = 2
    await site.visit("/c/cnv_a")
    await site.button("Regenerate").click()
    await site.page.getByText("This message already has 2 versions. Send it again as a new message.").waitFor()
    expect(await site.answers()).toEqual(["Two."])
  })

  test("waits for the answer of another window", async () => {
    site.api.seed("cnv_a", "Two", [
      ["First", "One."],
      ["Second", "Two."],
    ])
    await site.visit("/c/cnv_a")
    await site.button("Regenerate").first().waitFor()
    const other = site.api.seedTurn("cnv_a", "Asked elsewhere", "")
    Object.assign(other, { status: "streaming", runs: 1 })
    await site.button("Regenerate").first().click()
    await site.page.getByText("Another answer in this chat is still being written.").waitFor()
    expect((await site.answers()).slice(0, 2)).toEqual(["One.", "Two."])
  })
})

describe("edit", () => {
  test("adds a version of any message and keeps the old one", async () => {
    site.api.seed("cnv_a", "Two", [
      ["Frist", "One."],
      ["Second", "Two."],
    ])
    const page = await site.visit("/c/cnv_a")
    await page.getByText("Frist").hover()
    await site.button("Edit message").first().click()
    await page.getByText("Sending adds a version; this one is kept.").waitFor()
    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.type("First")
    await page.keyboard.press("Enter")
    await eventually(questions).toEqual(["First"])
    await eventually(site.answers).toEqual(["Hello."])
    expect(site.api.posts.map(({ parentTurnId }) => parentTurnId)).toEqual([null])
    const versions = page.getByRole("group", { name: "Versions of this message" })
    expect(await versions.locator(".version-number").textContent()).toContain("2/2")
    await versions.getByRole("button", { name: "Previous version" }).click()
    await eventually(questions).toEqual(["Frist", "Second"])
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
    await page.getByText("Not sent. Too many requests.").waitFor()
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

  test("is sent also after the chat was continued in another tab", async () => {
    site.api.seed("cnv_a", "One", [["First", "One."]])
    const page = await site.visit("/c/cnv_a")
    await site.button("Edit message").click()
    await editor().fill("My long thought")
    site.api.seedTurn("cnv_a", "Asked elsewhere", "Answered elsewhere.")
    await page.keyboard.press("Enter")
    await eventually(questions).toEqual(["My long thought"])
    await eventually(site.answers).toEqual(["Hello."])
    await site.button("Previous version").click()
    await eventually(site.answers).toEqual(["One.", "Answered elsewhere."])
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
  test("show the maximum cost of a whole answer without a report", async () => {
    site.api.answer = async function* () {
      yield "Hello."
      yield { cost: { usd: 0.5, estimated: true } }
    }
    const page = await site.visit()
    await ask(page, "What does it cost?")
    await showDetails()
    await page.locator(".answer-usage").getByText("Counted at the maximum cost: $0.50").waitFor()
    await page.reload()
    await showDetails()
    await page.locator(".answer-usage").getByText("Counted at the maximum cost: $0.50").waitFor()
  })

  test("show tokens and cost on demand, also right after the answer ended", async () => {
    const page = await site.visit()
    await ask(page, "What does it cost?")
    await showDetails()
    await page.locator(".answer-usage").getByText("1,234 input tokens · 345 output tokens · $0.0042").waitFor()
    await page.reload()
    await showDetails()
    await page.locator(".answer-usage").getByText("1,234 input tokens · 345 output tokens · $0.0042").waitFor()
  })
})
