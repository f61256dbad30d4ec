import { FakeFailure } from "@parley/testing/site/fake-turn.ts"
import { describe, expect, test } from "vitest"
import { ask, composerOf, eventually } from "../../support/pages.ts"
import { phone, useSite } from "../../support/site-page.ts"

const site = useSite()
const focused = () =>
  site.page.evaluate(() => {
    const element = document.activeElement
    return element?.getAttribute("aria-label") || element?.id || element?.textContent?.trim().slice(0, 60) || element?.tagName
  })
const press = async (name: string) => {
  await site.button(name).first().focus()
  await site.page.keyboard.press("Enter")
}

describe("focus moves when the pressed control disappears", () => {
  test.each([["Enter"], ["a click"]])("from Undo by %s to the restored conversation", async (way) => {
    site.api.seed("cnv_a", "Past", [["q", "a"]])
    site.api.seed("cnv_b", "Other", [["q", "a"]])
    const page = await site.visit()
    await site.button("Actions for “Past”").click()
    await site.button("Delete").click()
    await eventually(focused).toBe("Undo")
    if (way === "Enter") await page.keyboard.press("Enter")
    else await site.button("Undo").click()
    await eventually(focused).toBe("Actions for “Past”")
  })

  test("between the buttons that hide and show the chat list", async () => {
    const page = await site.visit()
    await press("Hide chat list")
    await eventually(focused).toBe("Open chat list")
    await page.keyboard.press("Enter")
    await eventually(focused).toBe("Hide chat list")
  })

  test("from Retry of an answer to the message box", async () => {
    site.api.answer = async function* (_question, run) {
      if (run === 1) throw new FakeFailure(503, "model.throttled")
      yield "Now it works."
    }
    const page = await site.visit()
    await ask(page, "Try")
    await press("Retry")
    await page.getByText("Now it works.").first().waitFor()
    await eventually(focused).toBe("message")
  })

  test("not at all if Retry starts another countdown", async () => {
    site.api.answer = async function* () {
      yield* []
      throw new FakeFailure(503, "model.throttled", { retryAfter: 1 })
    }
    const page = await site.visit()
    await ask(page, "Try")
    await site.button("Retry").waitFor()
    await press("Retry")
    await eventually(() => site.api.turns[0]?.runs).toBe(2)
    await site.button("Retry in 1 s").waitFor()
    await eventually(focused).toBe("message")
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(false)
  })

  test.each([
    ["the message box", {}, "message"],
    ["the conversation on a touch screen", phone, "Chat"],
  ])("from an example question to %s", async (_name, options, place) => {
    const page = await site.visit("/", options)
    await press("Compare SQL and NoSQL in a table")
    await page.getByText("Hello.").first().waitFor()
    await eventually(focused).toBe(place)
  })

  test("from Show older chats to the first chat it loaded", async () => {
    site.api.pageLength = 2
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
    for (let i = 0; i < 4; i++) site.api.seed(`cnv_${i}`, `Talk ${i}`, [["q", "a"]], ago(i))
    await site.visit()
    await press("Show older chats")
    await eventually(focused).toBe("Talk 2")
  })

  test("from Show earlier messages to the conversation", async () => {
    site.api.pageLength = 2
    site.api.seed("cnv_a", "Long", [
      ["One", "1"],
      ["Two", "2"],
      ["Three", "3"],
    ])
    const page = await site.visit("/c/cnv_a")
    await press("Show earlier messages")
    await page.getByText("One", { exact: true }).waitFor()
    await eventually(focused).toBe("Chat")
  })

  test("from Retry of a search to its field", async () => {
    const page = await site.visit()
    await page.route("**/api/search*", (route) => route.abort())
    await page.keyboard.press("Control+k")
    await page.getByRole("combobox").fill("Apple")
    await page.getByRole("dialog").getByRole("button", { name: "Retry" }).waitFor()
    await page.unroute("**/api/search*")
    await page.getByRole("dialog").getByRole("button", { name: "Retry" }).focus()
    await page.keyboard.press("Enter")
    await eventually(focused).toBe("Search your chats")
  })

  test("from Delete all chats to the message box", async () => {
    site.api.seed("cnv_a", "Past", [["q", "a"]])
    await site.visit()
    await press("Settings")
    await press("Delete all chats…")
    await press("Delete all chats")
    await eventually(() => site.api.deleted).toEqual(["cnv_a"])
    await eventually(focused).toBe("message")
  })
})

/** Clicks a button, or presses a key where the focus is, and reads the focus before the browser can draw a frame or handle another key. */
const focusedAfter = (act: { click: string } | { key: string }) =>
  site.page.evaluate(async (act) => {
    if ("key" in act) document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: act.key, bubbles: true, cancelable: true }))
    else {
      const button = document.querySelector<HTMLElement>(act.click)
      button?.focus()
      button?.click()
    }
    // The page renders in a microtask.
    for (let ticks = 0; ticks < 20; ticks++) await null
    return document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent
  }, act)

describe("focus moves before the next key can be pressed", () => {
  test("in the chat list", async () => {
    site.api.seed("cnv_a", "Past", [["q", "a"]])
    const page = await site.visit()
    await site.button("Actions for “Past”").click()
    await site.button("Rename").waitFor()
    expect(await focusedAfter({ click: ".history-actions button" })).toBe("Chat title")
    expect(await focusedAfter({ key: "Escape" })).toBe("Actions for “Past”")
    await page.keyboard.press("Enter")
    await site.button("Delete").waitFor()
    expect(await focusedAfter({ click: ".history-actions .danger" })).toBe("Undo")
  })

  test("between the buttons that hide and show the chat list", async () => {
    await site.visit()
    expect(await focusedAfter({ click: "#sidebar .wide-only" })).toBe("Open chat list")
    expect(await focusedAfter({ click: ".menu" })).toBe("Hide chat list")
  })

  test("into the drawer and out of it", async () => {
    await site.visit("/", phone)
    expect(await focusedAfter({ click: ".menu" })).toBe("Close chat list")
    expect(await focusedAfter({ key: "Escape" })).toBe("Open chat list")
  })
})

describe("focus", () => {
  test("is on the New chat button of a missing conversation", async () => {
    const page = await site.visit("/c/cnv_gone")
    await page.getByText("Chat not found").waitFor()
    await eventually(focused).toBe("New chat")
    await page.keyboard.press("Enter")
    await page.getByRole("heading", { name: "What would you like to know?" }).waitFor()
    await eventually(focused).toBe("message")
  })

  test("stays nowhere after the reader removed it", async () => {
    const page = await site.visit()
    await ask(page, "Hello?")
    await page.getByText("Hello.").first().waitFor()
    await site.button("Copy answer").focus()
    await page.getByRole("heading", { level: 1 }).click()
    await eventually(focused).not.toBe("Copy answer")
    await page.evaluate(() => document.querySelector(".answer-tools")?.remove())
    await page.evaluate(() => new Promise((done) => setTimeout(done, 300)))
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("BODY")
    expect(await composerOf(page).inputValue()).toBe("")
  })
})
