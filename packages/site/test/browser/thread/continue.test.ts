import { FakeFailure } from "@parley/testing/site/fake-turn.ts"
import { describe, expect, test } from "vitest"
import { createGate } from "../../support/gate.ts"
import { ask, composerOf, eventually } from "../../support/pages.ts"
import { useSite } from "../../support/site-page.ts"

const site = useSite()
const cut = "Look:\n\n```js\nconst answer = 4"
const rest = "2\n```\n\nThat is all."
const code = () => site.page.locator(".answer pre").textContent()

function seedCut(end: { status?: string; stopReason?: string } = { stopReason: "max_tokens" }) {
  site.api.seed("cnv_a", "Cut")
  site.api.answer = async function* () {
    yield rest
  }
  return Object.assign(site.api.seedTurn("cnv_a", "How much?", cut), end)
}

describe("Continue", () => {
  test.each([
    { stopReason: "max_tokens" },
    { status: "interrupted" },
    { status: "stopped", stopReason: "size" },
    { status: "stopped", stopReason: "budget" },
  ])("goes on with an answer in the middle of its code: %j", async (end) => {
    seedCut(end)
    const page = await site.visit("/c/cnv_a")
    await site.button("Continue").click()
    await eventually(code).toBe("const answer = 42")
    const [post] = site.api.posts
    expect([post?.parentTurnId, post?.continues, post?.content]).toEqual(["trn_cnv_a_0", true, undefined])
    expect(await site.button("Continue").count()).toBe(0)
    await page.reload()
    await eventually(code).toBe("const answer = 42")
    expect([await page.locator(".answer").count(), await page.locator(".question").count()]).toEqual([1, 1])
  })

  test("is not offered for an answer that the reader stopped", async () => {
    seedCut({ status: "stopped", stopReason: "end_turn" })
    await site.visit("/c/cnv_a")
    await site.page.getByText("You stopped this answer.").waitFor()
    expect(await site.button("Continue").count()).toBe(0)
  })

  test("shows the continuation of another window", async () => {
    const turn = seedCut()
    await site.visit("/c/cnv_a")
    await site.button("Continue").waitFor()
    site.api.seedContinuation(turn, rest)
    await site.button("Continue").click()
    await eventually(code).toBe("const answer = 42")
    expect(site.api.turns).toHaveLength(2)
  })

  test("can be retried as the same turn", async () => {
    seedCut()
    site.api.refuse = (attempt) => (attempt === 1 ? new FakeFailure(503, "model.throttled") : undefined)
    await site.visit("/c/cnv_a")
    await site.button("Continue").click()
    await site.page.getByText("The answer wasn’t continued. The model is busy right now.").waitFor()
    await site.button("Retry").click()
    await eventually(code).toBe("const answer = 42")
    expect(new Set(site.api.posts.map(({ turnId }) => turnId)).size).toBe(1)
  })

  test("makes one answer that is copied, regenerated and copied to a new chat as a whole", async () => {
    const turn = seedCut()
    site.api.seedContinuation(turn, rest)
    const page = await site.visit("/c/cnv_a")
    await site.button("Copy answer").click()
    await composerOf(page).press("ControlOrMeta+v")
    await eventually(() => composerOf(page).inputValue()).toBe(cut + rest)
    await composerOf(page).fill("")
    await site.button("More actions").click()
    await page.getByRole("menuitem", { name: "Continue in a new chat" }).click()
    await eventually(site.path).toMatch(/^\/c\/cnv_\w{26}$/)
    await eventually(code).toBe("const answer = 42")
    await site.button("Regenerate").click()
    await eventually(() => site.api.posts.at(-1)?.content[0].text).toBe("How much?")
    expect(site.api.posts.at(-1)?.parentTurnId).toBe(null)
  })

  test("asks functions of the version before for more with a message", async () => {
    seedCut()
    site.api.isOld = true
    await site.visit("/c/cnv_a")
    await site.button("Continue").click()
    await eventually(() => site.api.posts.map(({ content }) => content)).toEqual([[{ text: "Continue." }]])
  })
})

describe("a copy", () => {
  test("holds the chat up to the answer, and the original stays", async () => {
    site.api.seed("cnv_a", "Two", [
      ["First", "One."],
      ["Second", "Two."],
    ])
    const page = await site.visit("/c/cnv_a")
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent)
    const openMenu = async () => {
      await page.keyboard.press("Enter")
      await eventually(focused).toBe("Continue in a new chat")
    }
    await site.button("More actions").first().focus()
    await openMenu()
    await page.keyboard.press("Escape")
    await eventually(focused).toBe("More actions")
    await openMenu()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await eventually(site.path).not.toBe("/c/cnv_a")
    await eventually(site.answers).toEqual(["One."])
    await page.locator(".notification").getByText("You’re in a copy now.").waitFor()
    await page.goBack()
    await eventually(site.answers).toEqual(["One.", "Two."])
  })

  test("that failed is reported, and the next attempt gets the same one", async () => {
    site.api.seed("cnv_a", "One", [["First", "One."]])
    site.api.late = async (route, asked) => {
      if (route === "POST /conversations" && asked === 1) throw new FakeFailure(503, "store.unavailable")
    }
    const page = await site.visit("/c/cnv_a")
    const copy = async () => {
      await site.button("More actions").click()
      await page.getByRole("menuitem", { name: "Continue in a new chat" }).click()
    }
    await copy()
    await page.locator(".notification").getByText("Couldn’t copy the chat.").waitFor()
    await copy()
    await eventually(site.path).not.toBe("/c/cnv_a")
    expect(site.api.conversations).toHaveLength(2)
  })
})

describe("functions of the version before", () => {
  test("get what they know: the turn that is replaced", async () => {
    site.api.isOld = true
    site.api.seed("cnv_a", "Two", [
      ["First", "One."],
      ["Second", "Two."],
    ])
    await site.visit("/c/cnv_a")
    await site.button("Regenerate").click()
    await eventually(site.answers).toEqual(["One.", "Hello."])
    await site.button("Edit message").click()
    await site.page.getByText("Sending replaces the answer below.").waitFor()
    await site.page.getByRole("textbox", { name: "Edit your message" }).fill("Second, please")
    await site.page.keyboard.press("Enter")
    await eventually(() => site.api.posts.length).toBe(2)
    await eventually(site.answers).toEqual(["One.", "Hello."])
    const [first, second] = site.api.posts
    expect([first?.replaces, second?.replaces, second?.content[0].text]).toEqual(["trn_cnv_a_1", first?.turnId, "Second, please"])
    expect(await site.page.locator(".versions").count()).toBe(0)
    await site.button("More actions").last().click()
    await site.page.getByRole("menuitem", { name: "Tokens and cost" }).waitFor()
    expect(await site.page.getByRole("menuitem").count()).toBe(1)
  })

  test("send an answer as one text, which goes on after a reload and after a lost connection", async () => {
    const gates = [createGate(), createGate()] as const
    site.api.isOld = true
    site.api.answer = async function* () {
      yield "One 😀, "
      yield "two, "
      await gates[0].opened
      yield { cut: true }
      await gates[1].opened
      yield "three."
    }
    const page = await site.visit()
    await ask(page, "Count")
    await eventually(site.answers).toEqual(["One 😀, two,"])
    await page.reload()
    await eventually(() => site.api.posts.length).toBe(2)
    await eventually(site.answers).toEqual(["One 😀, two,"])
    gates[0].open()
    await eventually(() => site.api.posts.map(({ after }) => after)).toEqual([undefined, 13, 13])
    gates[1].open()
    await eventually(site.answers).toEqual(["One 😀, two, three."])
    await site.button("Regenerate").waitFor()
  })

  test("that answer for a moment cost a running answer nothing", async () => {
    const gates = [createGate(), createGate()] as const
    site.api.answer = async function* () {
      yield "One, "
      await gates[0].opened
      site.api.isOld = true
      yield { cut: true }
      await gates[1].opened
      yield "two."
    }
    const page = await site.visit()
    await ask(page, "Count")
    await eventually(site.answers).toEqual(["One,"])
    gates[0].open()
    await page.locator(".notice").getByText("Connection lost.").waitFor()
    expect(await site.answers()).toEqual(["One,"])
    site.api.isOld = false
    await site.button("Retry").click()
    gates[1].open()
    await eventually(site.answers).toEqual(["One, two."])
    expect(site.api.posts).toHaveLength(3)
  })
})
