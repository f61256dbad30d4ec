import { describe, expect, test } from "vitest"
import { createGate } from "../../support/gate.ts"
import { ask, composerOf, eventually } from "../../support/pages.ts"
import { useSite } from "../../support/site-page.ts"

const site = useSite()
const focused = () => site.page.evaluate(() => document.activeElement?.id || document.activeElement?.className)

function seed() {
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
  site.api.seed("cnv_a", "Newest", [["q", "The newest answer"]], ago(0))
  site.api.seed("cnv_b", "Older", [["q", "The older answer"]], ago(1))
}

/** Opens the page with single-key shortcuts on. */
async function visitWithSingleKeys(path = "/") {
  const page = await site.visit(path)
  await page.evaluate(() => localStorage.setItem("preferences", '{"singleKeyShortcuts":true}'))
  await page.reload()
  return page
}

describe("a single key", () => {
  test("does what the shortcuts dialog says while no field has focus", async () => {
    seed()
    const page = await visitWithSingleKeys()
    await page.getByRole("link", { name: "Newest" }).waitFor()
    await page.keyboard.press("Escape")
    await eventually(focused).toBe("thread")
    await page.keyboard.press("k")
    await eventually(site.path).toBe("/c/cnv_a")
    await page.keyboard.press("k")
    await eventually(site.path).toBe("/c/cnv_b")
    await page.keyboard.press("j")
    await eventually(site.path).toBe("/c/cnv_a")
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
    await page.getByText("Single keys work when you’re not typing.").waitFor()
    await page.keyboard.press("Escape")
    await page.getByRole("dialog").waitFor({ state: "detached" })
    await page.keyboard.press("c")
    await eventually(focused).toBe("message")
    await page.keyboard.press("Escape")
    await page.keyboard.press("n")
    await eventually(site.path).toBe("/")
    await eventually(focused).toBe("message")
  })

  test("is text in a text field", async () => {
    seed()
    const page = await visitWithSingleKeys("/c/cnv_a")
    await composerOf(page).click()
    await page.keyboard.type("njk/?bcy")
    expect(await composerOf(page).inputValue()).toBe("njk/?bcy")
    expect(site.path()).toBe("/c/cnv_a")
  })

  test("is off by default, whatever earlier versions stored", async () => {
    seed()
    const page = await site.visit()
    await page.evaluate(() => localStorage.setItem("preferences", '{"theme":"dark","singleKeys":true}'))
    await page.reload()
    await page.getByRole("link", { name: "Newest" }).waitFor()
    await page.keyboard.press("Escape")
    await eventually(focused).toBe("thread")
    await page.keyboard.type("/kb?")
    expect(await composerOf(page).inputValue()).toBe("/kb?")
    expect(site.path()).toBe("/")
    await page.keyboard.press("Control+/")
    await page.getByText("You can turn on single-key shortcuts in Settings.").waitFor()
    expect(await page.getByRole("dialog").getByText("Previous chat").count()).toBe(0)
    await page.keyboard.press("Escape")
    await site.button("Settings").click()
    await page.getByRole("checkbox", { name: /Single-key shortcuts/ }).check()
    await page.keyboard.press("Escape")
    await page.getByRole("dialog").waitFor({ state: "detached" })
    await page.locator(".thread").focus()
    await page.keyboard.press("k")
    await eventually(site.path).toBe("/c/cnv_a")
  })
})

describe("a key with the platform's modifier", () => {
  test("is on by default, and works in text fields", async () => {
    seed()
    const page = await site.visit("/c/cnv_a")
    await page.getByText("The newest answer").waitFor()
    await composerOf(page).fill("Half a question")
    await page.keyboard.press("Control+k")
    await page.getByRole("dialog", { name: "Search" }).waitFor()
    await page.keyboard.press("Escape")
    await page.getByRole("dialog").waitFor({ state: "detached" })
    await page.keyboard.press("Control+Shift+Y")
    await page.getByText("Copied").first().waitFor()
    await page.keyboard.press("Control+Shift+S")
    await page.getByRole("link", { name: "Newest" }).waitFor({ state: "hidden" })
    await page.keyboard.press("Control+Shift+S")
    await page.getByRole("link", { name: "Newest" }).waitFor()
    await page.keyboard.press("Control+Shift+O")
    await eventually(site.path).toBe("/")
    await page.keyboard.press("Control+/")
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor()
    expect(await page.locator(".shortcuts div").first().textContent()).toBe("New chatCtrl Shift O")
  })

  test("works on a keyboard of another script", async () => {
    const page = await site.visit("/", { locale: "ar" })
    await page.locator("html[lang=ar]").waitFor()
    await page.evaluate(() => {
      const press = { key: "ن", code: "KeyK", ctrlKey: true, bubbles: true, cancelable: true }
      document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", press))
    })
    await page.getByRole("dialog", { name: "بحث" }).waitFor()
  })

  test("is left to the browser if the page does not use it", async () => {
    const page = await site.visit()
    await page.locator(".thread").focus()
    const prevented = await page.evaluate(() =>
      [
        { key: "n", ctrlKey: true },
        { key: "k", metaKey: true },
        { key: "b", altKey: true },
        { key: "o", ctrlKey: true },
        { key: "k", ctrlKey: true, shiftKey: true },
      ].map((init) => !document.body.dispatchEvent(new KeyboardEvent("keydown", { ...init, bubbles: true, cancelable: true }))),
    )
    expect(prevented).toEqual([false, false, false, false, false])
  })
})

describe("text typed outside of a field", () => {
  test("goes into the message box from its first letter when nothing, a button or an answer has the focus", async () => {
    seed()
    const page = await site.visit("/c/cnv_a")
    await page.getByText("The newest answer").waitFor()
    for (const leave of [
      () => page.getByRole("heading", { level: 1 }).click(),
      () => site.button("Copy answer").focus(),
      () => page.locator(".thread").focus(),
    ]) {
      await composerOf(page).fill("")
      await leave()
      await eventually(focused).not.toBe("message")
      await page.keyboard.type("hi bank")
      expect(await composerOf(page).inputValue()).toBe("hi bank")
      expect(site.path()).toBe("/c/cnv_a")
      expect(await page.getByRole("link", { name: "Newest" }).isVisible()).toBe(true)
    }
  })

  test("goes there when pasted", async () => {
    const page = await site.visit()
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"])
    await page.evaluate(() => navigator.clipboard.writeText("From elsewhere"))
    await page.getByRole("heading", { level: 1 }).click()
    await page.keyboard.press("Control+V")
    await eventually(() => composerOf(page).inputValue()).toBe("From elsewhere")
  })

  test("leaves Space to buttons and scrolling, and keys in a dialog to the dialog", async () => {
    seed()
    const page = await site.visit("/c/cnv_a")
    await page.getByText("The newest answer").waitFor()
    await site.button("Good answer").focus()
    await page.keyboard.press("Space")
    await eventually(() => site.button("Good answer").getAttribute("aria-pressed")).toBe("true")
    await site.button("Settings").click()
    await page.getByRole("dialog").waitFor()
    await page.keyboard.type("abc")
    await page.keyboard.press("Escape")
    expect(await composerOf(page).inputValue()).toBe("")
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
