import { FakeFailure } from "@parley/testing/site/fake-turn.ts"
import { describe, expect, test } from "vitest"
import { createGate } from "../../support/gate.ts"
import { ask, composerOf, eventually } from "../../support/pages.ts"
import { useSite, violations } from "../../support/site-page.ts"

const site = useSite()

describe("a page without a network", () => {
  test("shows a banner, keeps the draft, and recovers automatically", async () => {
    site.api.seed("cnv_a", "Past", [["q", "An old answer"]])
    const page = await site.visit("/c/cnv_a")
    await page.getByText("An old answer").waitFor()
    await page.context().setOffline(true)
    await page.getByText("You’re offline. You can read what’s loaded").waitFor()
    expect(await violations(page)).toEqual([])
    await ask(page, "Are you there?")
    await page.getByText("Not sent.").first().waitFor()
    expect(await composerOf(page).inputValue()).toBe("Are you there?")
    site.api.seedTurn("cnv_a", "Asked elsewhere", "Answered elsewhere.")
    await page.context().setOffline(false)
    await eventually(site.answers).toEqual(["An old answer", "Answered elsewhere."])
    await page.getByRole("alert").waitFor({ state: "detached" })
    expect(await composerOf(page).inputValue()).toBe("Are you there?")
    await page.locator(".notice").getByText("You’re back online.").waitFor()
    expect(await page.getByText("You’re offline").count()).toBe(0)
    await page.locator(".notice").getByRole("button", { name: "Send" }).click()
    await eventually(site.answers).toEqual(["An old answer", "Answered elsewhere.", "Hello."])
    expect(await composerOf(page).inputValue()).toBe("")
    await page.getByText("You’re back online.").waitFor({ state: "detached" })
    expect(site.api.posts.map(({ content }) => content[0].text)).toEqual(["Are you there?"])
  })

  test("loads the parts that it could not load, once it is online", async () => {
    const gate = createGate()
    site.api.early = async (route) => (route === "GET /conversations" ? gate.opened : undefined)
    const page = await site.visit()
    await page.context().setOffline(true)
    gate.open()
    await page.getByText("You’re offline.").first().waitFor()
    await page.getByRole("button", { name: "Settings" }).click()
    await page.getByText("Loading failed. Check your connection and try again.").last().waitFor()
    await page.context().setOffline(false)
    await page.getByText("You’re offline.").first().waitFor({ state: "detached" })
    await page.getByRole("button", { name: "Settings" }).click()
    await page.getByRole("dialog").waitFor()
    await page.keyboard.press("Escape")
    await ask(page, "Are you there?")
    await eventually(site.answers).toEqual(["Hello."])
  })
})

describe("an unreachable server", () => {
  test("is polled during an answer, which resumes once it responds", async () => {
    const gate = createGate()
    site.api.answer = async function* () {
      yield "One, "
      await gate.opened
      yield { cut: true }
      yield "two."
    }
    const page = await site.visit()
    await ask(page, "Count")
    await eventually(site.answers).toEqual(["One,"])
    site.api.down = true
    gate.open()
    await page.getByText("Can’t reach Parley. Trying again…").waitFor()
    await page.getByText("Connection lost.").first().waitFor()
    site.api.down = false
    await eventually(site.answers).toEqual(["One, two."])
    await page.getByText("Can’t reach Parley.").waitFor({ state: "detached" })
    expect(site.api.turns).toHaveLength(1)
  })

  test("is polled when it does not respond to the first requests", async () => {
    site.api.seed("cnv_a", "Past", [["q", "An old answer"]])
    site.api.down = true
    const page = await site.visit("/c/cnv_a")
    await page.getByText("Couldn’t open this chat.").waitFor()
    site.api.down = false
    await page.getByText("An old answer").waitFor()
    await page.getByRole("link", { name: "Past" }).waitFor()
  })
})

describe("two tabs with the same conversation", () => {
  test("an answer deleted in the other tab is not requested again", async () => {
    const gate = createGate()
    site.api.answer = async function* () {
      yield "One, "
      await gate.opened
      yield { cut: true }
    }
    const page = await site.visit()
    await ask(page, "Count")
    await eventually(site.answers).toEqual(["One,"])
    site.api.turns.splice(0)
    gate.open()
    await page.getByText("This answer no longer exists.").waitFor()
    expect(await page.getByRole("button", { name: "Retry" }).count()).toBe(0)
    expect(await site.answers()).toEqual(["One,"])
    expect(site.api.turns).toEqual([])
  })

  test("the other tab's turn appears when this tab regains focus", async () => {
    site.api.seed("cnv_a", "Shared", [["First", "One."]])
    const page = await site.visit("/c/cnv_a")
    await page.getByText("One.").waitFor()
    await page.clock.install()
    site.api.seedTurn("cnv_a", "Asked in the other tab", "Two.")
    await page.clock.fastForward(3_000)
    await page.evaluate(() => dispatchEvent(new Event("focus")))
    await eventually(site.answers).toEqual(["One.", "Two."])
  })

  test("a draft of a conversation deleted in the other tab moves to the new chat", async () => {
    site.api.seed("cnv_a", "Past", [["Asked", "An old answer"]])
    const page = await site.visit()
    await composerOf(page).fill("Waits here")
    await page.getByRole("link", { name: "Past" }).click()
    await page.getByText("An old answer").waitFor()
    await site.button("Edit message").click()
    await page.getByRole("textbox", { name: "Edit your message" }).fill("Asked differently")
    await composerOf(page).fill("Long and dear")
    await page.clock.install()
    site.api.conversations.splice(0)
    await page.clock.fastForward(3_000)
    await page.evaluate(() => dispatchEvent(new Event("focus")))
    await page.getByText("Chat not found").waitFor()
    await page.getByRole("main").getByRole("button", { name: "New chat" }).click()
    await eventually(() => composerOf(page).inputValue()).toBe("Long and dear\n\nAsked differently\n\nWaits here")
    await page.goBack()
    await page.getByText("Chat not found").waitFor()
    await page.goForward()
    await eventually(() => composerOf(page).inputValue()).toBe("Long and dear\n\nAsked differently\n\nWaits here")
  })

  test("messages sent at once are versions of each other", async () => {
    const gate = createGate()
    site.api.seed("cnv_a", "Shared", [["First", "One."]])
    site.api.answer = async function* (question) {
      yield `About ${question}, `
      await gate.opened
      yield "all."
    }
    const other = await site.visit("/c/cnv_a")
    const page = await site.visit("/c/cnv_a")
    await page.getByText("One.").waitFor()
    await ask(other, "yours")
    await other.locator(".markdown").getByText("About yours").waitFor()
    await ask(page, "mine")
    await eventually(site.answers).toEqual(["One.", "About mine,"])
    gate.open()
    await eventually(site.answers).toEqual(["One.", "About mine, all."])
    await page.reload()
    await page.getByRole("group", { name: "Versions of this message" }).getByRole("button", { name: "Previous version" }).click()
    await eventually(site.answers).toEqual(["One.", "About yours, all."])
  })
})

describe("a slow answer", () => {
  test("shows a notice after a while, until more text arrives", async () => {
    const gate = createGate()
    site.api.answer = async function* () {
      await gate.opened
      yield "At last."
    }
    const page = await site.visit()
    await page.clock.install()
    await ask(page, "Think hard")
    await site.button("Stop").waitFor()
    await eventually(() => site.api.posts).toHaveLength(1)
    await page.clock.fastForward(11_000)
    await page.getByText("This is taking longer than usual.").waitFor()
    gate.open()
    await eventually(site.answers).toEqual(["At last."])
    await page.getByText("This is taking longer than usual.").waitFor({ state: "detached" })
  })
})

describe("a reached limit", () => {
  test("on messages per day shows its reset time and a countdown", async () => {
    const resetAt = new Date(Date.now() + 2 * 3_600_000).toISOString()
    site.api.refuse = () => new FakeFailure(429, "rate.exceeded", { resetAt, retryAfter: 7_200, scope: "visitor", limit: 100, used: 100 })
    const page = await site.visit()
    await page.clock.install()
    await ask(page, "One more")
    await page.getByText(/You’ve reached today’s message limit\. You can continue in 2 hours \(.+\)\./).waitFor()
    expect(await site.button("Retry").count()).toBe(0)
    await page.clock.fastForward(40 * 60_000)
    await page.getByText(/in 80 minutes \(/).waitFor()
    expect(await composerOf(page).inputValue()).toBe("One more")
    await page.clock.fastForward(81 * 60_000)
    await page.getByText("You can send messages again.").waitFor()
    site.api.refuse = () => undefined
    await page.locator(".notice").getByRole("button", { name: "Send" }).click()
    await eventually(site.answers).toEqual(["Hello."])
  })
})
