import { describe, expect, test } from "vitest"
import { createGate } from "../support/gate.ts"
import { ask, composerOf, eventually } from "../support/pages.ts"
import { useSite } from "../support/site-page.ts"

const site = useSite()
const path = () => new URL(site.page.url()).pathname
const focused = () => site.page.evaluate(() => document.activeElement?.id || document.activeElement?.className)

function seed() {
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
  site.api.seed("cnv_a", "Newest", [["q", "The newest answer"]], ago(0))
  site.api.seed("cnv_b", "Older", [["q", "The older answer"]], ago(1))
}

describe("a single key", () => {
  test("does what the sheet says, while nothing is typed", async () => {
    seed()
    const page = await site.visit()
    await page.getByRole("link", { name: "Newest" }).waitFor()
    await page.keyboard.press("Escape")
    await eventually(focused).toBe("thread")
    await page.keyboard.press("k")
    await eventually(path).toBe("/c/cnv_a")
    await page.keyboard.press("k")
    await eventually(path).toBe("/c/cnv_b")
    await page.keyboard.press("j")
    await eventually(path).toBe("/c/cnv_a")
    await page.getByText("The newest answer").waitFor()
    await page.keyboard.press("y")
    await page.getByText("Copied").first().waitFor()
    await page.keyboard.press("b")
    await page.getByRole("link", { name: "Newest" }).waitFor({ state: "hidden" })
    await page.keyboard.press("b")
    await page.getByRole("link", { name: "Newest" }).waitFor()
    await page.keyboard.press("/")
    await page.getByRole("dialog", { name: "Search" }).waitFor()
    await page.keyboard.press("Escape")
    await page.getByRole("dialog").waitFor({ state: "detached" })
    await page.keyboard.press("?")
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor()
    await page.keyboard.press("Escape")
    await page.getByRole("dialog").waitFor({ state: "detached" })
    await page.keyboard.press("c")
    await eventually(focused).toBe("message")
    await page.keyboard.press("Escape")
    await page.keyboard.press("n")
    await eventually(path).toBe("/")
    await eventually(focused).toBe("message")
  })

  test("is text where text is written", async () => {
    seed()
    const page = await site.visit("/c/cnv_a")
    await composerOf(page).click()
    await page.keyboard.type("njk/?bcy")
    expect(await composerOf(page).inputValue()).toBe("njk/?bcy")
    expect(path()).toBe("/c/cnv_a")
    await page.keyboard.press("Control+/")
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor()
  })

  test("can be switched off", async () => {
    seed()
    const page = await site.visit()
    await site.button("Settings").click()
    await page.getByRole("checkbox", { name: /Single-key shortcuts/ }).uncheck()
    await page.keyboard.press("Escape")
    await page.getByRole("dialog").waitFor({ state: "detached" })
    await page.locator(".thread").focus()
    await page.keyboard.press("/")
    await page.keyboard.press("k")
    await page.keyboard.press("Control+/")
    await page.getByText("Single keys are switched off in the settings.").waitFor()
    expect(path()).toBe("/")
  })

  test("with a modifier stays the browser's", async () => {
    const page = await site.visit()
    await page.locator(".thread").focus()
    const prevented = await page.evaluate(() =>
      [
        { key: "n", ctrlKey: true },
        { key: "k", metaKey: true },
        { key: "b", altKey: true },
      ].map((init) => !document.body.dispatchEvent(new KeyboardEvent("keydown", { ...init, bubbles: true, cancelable: true }))),
    )
    expect(prevented).toEqual([false, false, false])
  })
})

describe("Escape", () => {
  test("stops the answer", async () => {
    const gate = createGate()
    site.api.answer = async function* () {
      yield "First"
      await gate.opened
      yield " last"
    }
    const page = await site.visit()
    await ask(page, "Go on")
    await page.locator(".markdown").getByText("First").waitFor()
    await page.keyboard.press("Escape")
    await eventually(() => site.api.stops).toHaveLength(1)
    gate.open()
    await page.getByText("You stopped this answer.").first().waitFor()
  })
})
