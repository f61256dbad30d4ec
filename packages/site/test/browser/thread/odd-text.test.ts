import type { Locator } from "playwright-core"
import { describe, expect, test } from "vitest"
import { ask, composerOf, eventually } from "../../support/pages.ts"
import { useSite } from "../../support/site-page.ts"

const site = useSite()

/** Types a text that may contain a lone surrogate, which the driver's protocol cannot send. */
const type = (field: Locator, text: string) =>
  field.evaluate(
    (element: HTMLInputElement | HTMLTextAreaElement, units) => {
      element.focus()
      element.value = String.fromCharCode(...units)
      element.dispatchEvent(new InputEvent("input", { bubbles: true }))
    },
    Array.from({ length: text.length }, (_, index) => text.charCodeAt(index)),
  )
const sent = () => site.api.posts.map(({ content }) => content[0].text)

describe("a text without visible characters", () => {
  test("is not sent", async () => {
    const page = await site.visit()
    for (const text of ["\u200B", "\u2060\u2060", "\u00AD", "\u3164", "\u2800", "\uFE0F", "\u0000", "\uD83D", " \n\u200D"]) {
      await type(composerOf(page), text)
      await composerOf(page).press("Enter")
    }
    await composerOf(page).fill("Now a real one")
    await composerOf(page).press("Enter")
    await eventually(site.answers).toEqual(["Hello."])
    expect(sent()).toEqual(["Now a real one"])
  })

  test("is not saved as a title, and a stored one is shown as “Untitled chat”", async () => {
    site.api.seed("cnv_a", "Old name", [["q", "a"]])
    site.api.seed("cnv_b", "\u2060\u2060", [["q", "a"]])
    const page = await site.visit("/c/cnv_b")
    await eventually(() => page.getByRole("heading", { level: 1 }).textContent()).toBe("Untitled chat")
    await page.getByRole("link", { name: "Untitled chat" }).waitFor()
    await site.button("Actions for “Old name”").click()
    await site.button("Rename").click()
    await page.getByRole("textbox", { name: "Chat title" }).fill("\u200B\u3164")
    await page.keyboard.press("Enter")
    await page.getByRole("link", { name: "Old name" }).waitFor()
    expect(site.api.conversations[0]?.title).toBe("Old name")
  })
})

describe("half of a surrogate pair", () => {
  test("is removed from a message, an edited message, a title and a comment", async () => {
    site.api.seed("cnv_a", "Old name", [["q", "a"]])
    const page = await site.visit("/c/cnv_a")
    await site.button("Good answer").click()
    await type(page.locator("#comment"), "Clear\uD83D")
    await page.keyboard.press("Enter")
    await eventually(() => site.api.turns[0]?.feedback).toEqual({ rating: "up", comment: "Clear" })
    await site.button("Actions for “Old name”").click()
    await site.button("Rename").click()
    await type(page.getByRole("textbox", { name: "Chat title" }), "New\uDC00 name")
    await page.keyboard.press("Enter")
    await eventually(() => site.api.conversations[0]?.title).toBe("New name")
    await type(composerOf(page), "Half a \uD83Dwave 👋")
    await composerOf(page).press("Enter")
    await eventually(sent).toEqual(["Half a wave 👋"])
    await site.button("Edit message").last().click()
    await type(page.getByRole("textbox", { name: "Edit your message" }), "\uDC4BChanged")
    await page.keyboard.press("Enter")
    await eventually(sent).toEqual(["Half a wave 👋", "Changed"])
  })

  test("is ignored in a search", async () => {
    site.api.seed("cnv_a", "Lisbon", [["q", "a"]])
    const page = await site.visit()
    await site.button("Search").click()
    await type(page.getByRole("combobox"), "Lis\uD83Dbon")
    await page.getByText("1 chat found").waitFor()
  })
})

describe("the counter", () => {
  test("counts the characters sent, in every script", async () => {
    const page = await site.visit()
    await composerOf(page).fill(`${"漢".repeat(32_000)}  \n\n`)
    await page.getByText("0 characters left").waitFor()
    await composerOf(page).press("Enter")
    await eventually(site.answers).toEqual(["Hello."])
    expect(sent().map(({ length }) => length)).toEqual([32_000])
  })
})

describe("a device with a clock before 1970", () => {
  test("can send messages", async () => {
    const page = await site.visit()
    await page.clock.setFixedTime(new Date("1960-01-01T00:00:00Z"))
    await ask(page, "What time is it?")
    await eventually(site.answers).toEqual(["Hello."])
    expect(site.api.posts[0]?.turnId).toMatch(/^trn_[0-9A-HJKMNP-TV-Z]{26}$/)
  })
})

describe("a title of the other direction", () => {
  test("does not reorder the sentence that contains it", async () => {
    site.api.seed("cnv_a", "file invoice\u202Efdp.exe please", [["q", "a"]])
    site.api.seed("cnv_b", "تقرير 2026!", [["q", "a"]])
    const page = await site.visit()
    await site.button("Actions for “file invoicefdp.exe please”").click()
    await site.button("Delete").click()
    await page.locator(".toast").getByText("Deleted “file invoicefdp.exe please”.").waitFor()
    await site.button("Actions for “\u2068تقرير 2026!\u2069”").click()
    await site.button("Delete").click()
    await page.locator(".toast").getByText("Deleted “\u2068تقرير 2026!\u2069”.").waitFor()
  })

  test("is isolated in a right-to-left page", async () => {
    site.api.seed("cnv_a", "What is C++?", [["q", "a"]])
    const page = await site.visit("/c/cnv_a", { locale: "ar" })
    await site.button("إجراءات «\u2068What is C++?\u2069»").click()
    await eventually(() => page.title()).toBe("\u2068What is C++?\u2069 · Parley")
  })
})
