import type { BrowserContextOptions, Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { createGate } from "../../support/gate.ts"
import { ask, composerOf, eventually } from "../../support/pages.ts"
import { phone, useSite } from "../../support/site-page.ts"

const long = Array.from({ length: 60 }, (_, i) => `Paragraph ${i}.`).join("\n\n")
const rich = "# Title\n\n- [x] done\n\n```sh\nnpm ci\n```\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n[link](https://example.com) <b>raw</b>"

const site = useSite()
let page: Page
const visit = async (path = "/", options?: BrowserContextOptions) => {
  page = await site.visit(path, options)
}

describe("on a phone", () => {
  test("Escape closes the drawer and returns focus to its button", async () => {
    site.api.seed("cnv_a", "Past", [["q", "a"]])
    await visit("/", phone)
    expect(await page.getByRole("link", { name: "Past" }).isVisible()).toBe(false)
    await site.button("Open chat list").click()
    await page.getByRole("link", { name: "Past" }).waitFor()
    await page.keyboard.press("Escape")
    await page.getByRole("link", { name: "Past" }).waitFor({ state: "hidden" })
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Open chat list")
  })

  test("opening a conversation closes the drawer", async () => {
    site.api.seed("cnv_a", "Past", [["q", "An old answer"]])
    await visit("/", phone)
    await site.button("Open chat list").click()
    await page.getByRole("link", { name: "Past" }).click()
    await page.getByText("An old answer").waitFor()
    await page.getByRole("link", { name: "Past" }).waitFor({ state: "hidden" })
  })

  test("nothing overflows the screen, and the composer is visible", async () => {
    site.api.seed("cnv_a", "Wide", [
      ["w".repeat(400), `${rich}\n\n| ${"a | ".repeat(20)}\n| ${"- | ".repeat(20)}\n\n\`${"x".repeat(300)}\``],
    ])
    await visit("/c/cnv_a", phone)
    await page.getByRole("table").first().waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    const box = await composerOf(page).boundingBox()
    expect(box && box.y + box.height).toBeLessThan(844)
  })

  test("a tapped button does not keep its hover style", async () => {
    site.api.seed("cnv_a", "Past", [["q", "a"]])
    await visit("/c/cnv_a", phone)
    const ground = () => site.button("Copy message").evaluate((element) => getComputedStyle(element).backgroundColor)
    await site.button("Copy message").waitFor()
    const before = await ground()
    // The mouse events that a phone's browser emulates after a tap.
    await site.button("Copy message").hover()
    expect(await site.button("Copy message").evaluate((element) => element.matches(":hover"))).toBe(true)
    await page.waitForTimeout(400)
    expect(await ground()).toBe(before)
  })

  test("touch targets are at least 44 pixels high", async () => {
    site.api.seed("cnv_a", "Past", [["q", rich]])
    await visit("/c/cnv_a", phone)
    await site.button("Copy answer").waitFor()
    const heights = await page
      .locator("main button:visible")
      .evaluateAll((all) => all.map((one) => [one.textContent, one.getBoundingClientRect().height]))
    expect(heights.filter(([, height]) => Number(height) < 44)).toEqual([])
  })
})

describe("the return key of a phone", () => {
  const questions = () => site.api.posts.map(({ content }) => content[0].text)

  test("inserts a line break, and the button sends", async () => {
    await visit("/", phone)
    await composerOf(page).tap()
    await page.keyboard.type("one")
    await page.keyboard.press("Enter")
    await page.keyboard.type("two")
    expect(await composerOf(page).inputValue()).toBe("one\ntwo")
    await page.getByText("Press Enter for a new line. Tap Send to send.").waitFor()
    await site.button("Send").tap()
    await eventually(questions).toEqual(["one\ntwo"])
  })

  test("inserts a line break in an edited message", async () => {
    site.api.seed("cnv_a", "Past", [["one", "An old answer"]])
    await visit("/c/cnv_a", phone)
    await site.button("Edit message").tap()
    await page.keyboard.press("Enter")
    await page.keyboard.type("two")
    await page.locator(".question-editor").getByRole("button", { name: "Send" }).tap()
    await eventually(questions).toEqual(["one\ntwo"])
  })

  test("has no setting, and Ctrl + Enter of a hardware keyboard sends", async () => {
    await visit("/", phone)
    await composerOf(page).fill("Typed on keys")
    await composerOf(page).press("Control+Enter")
    await eventually(questions).toEqual(["Typed on keys"])
    await site.button("Open chat list").tap()
    await site.button("Settings").tap()
    await page.getByRole("combobox", { name: "Language" }).waitFor()
    expect(await page.getByRole("group", { name: "Send with" }).count()).toBe(0)
  })
})

describe("the scroll position", () => {
  test("follows the end while text arrives, unless the reader scrolled away", async () => {
    const [more, rest] = [createGate(), createGate()]
    site.api.answer = async function* () {
      yield `${long}\n\n`
      await more.opened
      yield "More at the end.\n\n"
      await rest.opened
      yield "The very last."
    }
    await visit()
    await ask(page, "Tell me a lot")
    const distance = () => page.locator(".thread").evaluate((e) => Math.round(e.scrollHeight - e.scrollTop - e.clientHeight))
    await page.getByText("Paragraph 59.").waitFor()
    await eventually(distance).toBeLessThan(2)
    more.open()
    await page.getByText("More at the end.").waitFor()
    await eventually(distance).toBeLessThan(2)
    await page.locator(".thread").evaluate((e) => e.scrollTo(0, 100))
    await site.button("Jump to latest message").waitFor()
    rest.open()
    await page.getByText("The very last.").first().waitFor()
    expect(await page.locator(".thread").evaluate((e) => e.scrollTop)).toBe(100)
    await site.button("Jump to latest message").click()
    await eventually(distance).toBeLessThan(2)
  })
})
