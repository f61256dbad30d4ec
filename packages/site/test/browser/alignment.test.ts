import { variants } from "@parley/testing/cases/test-set.ts"
import type { Locator } from "playwright-core"
import { describe, expect, test } from "vitest"
import { composerOf } from "../support/pages.ts"
import { phone, useSite } from "../support/site-page.ts"

const site = useSite()
const narrow = { ...phone, viewport: { width: 320, height: 640 } }

async function boxOf(place: Locator) {
  const box = await place.boundingBox()
  if (!box) throw new Error("It is not shown.")
  return { ...box, right: box.x + box.width, bottom: box.y + box.height }
}

async function open(answer: string, options = {}) {
  site.api.seed("cnv_a", "Text", [["q", answer]])
  const page = await site.visit("/c/cnv_a", options)
  await page.locator(".answer .markdown").waitFor()
  return page
}

describe("an answer", () => {
  test("spaces nested lists like the items around them", async () => {
    const page = await open("- First\n- Second\n  - Nested\n    1. Deeper\n- Last")
    const tops = await page.locator(".markdown li").evaluateAll((items) => items.map((item) => item.getBoundingClientRect().top))
    const steps = tops.slice(1).map((top, index) => Math.round(top - (tops[index] ?? 0)))
    expect(steps).toHaveLength(4)
    expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(1)
  })

  test.each(variants([narrow, {}, phone]))("gives table columns of sentences a readable width: %o", async (options) => {
    const numbers = Array.from({ length: 9 }, (_, column) => column)
    const head = `| ${numbers.map((column) => `Head ${column}`).join(" | ")} | Why |\n|${" --- |".repeat(10)}`
    const page = await open(`${head}\n| ${numbers.join(" | ")} | a cell with a sentence of ten words in it |`, options)
    const lines = await page
      .locator(".markdown td")
      .last()
      .evaluate((cell) => {
        const range = document.createRange()
        range.selectNodeContents(cell)
        return new Set([...range.getClientRects()].map(({ top }) => top)).size
      })
    expect(lines).toBeLessThanOrEqual(4)
  })

  test("shows the Continue button beside the length-limit notice", async () => {
    site.api.seed("cnv_a", "Text", [["q", "Half an"]])
    Object.assign(site.api.turns[0] ?? {}, { stopReason: "max_tokens" })
    const page = await site.visit("/c/cnv_a")
    const button = await boxOf(site.button("Continue"))
    const words = await boxOf(page.locator(".answer .notice p"))
    expect(button.x - words.right).toBeGreaterThan(0)
    expect(button.x - words.right).toBeLessThan(24)
  })
})

describe("the message box", () => {
  test.each(variants([narrow, phone]))("shows the full model name and the counter on one line each: %o", async (options) => {
    site.api.models = [{ modelId: "fake", name: "Claude Haiku 5.5", default: true }]
    const page = await site.visit("/", options)
    await page.getByText("Claude Haiku 5.5").waitFor()
    await composerOf(page).fill("word ".repeat(6_500))
    const counter = await boxOf(page.locator(".counter"))
    expect(counter.height).toBeLessThan(30)
    expect(await page.locator(".model").evaluate((name) => name.scrollWidth - name.clientWidth)).toBe(0)
    const send = await boxOf(site.button("Send"))
    expect(counter.bottom).toBeLessThanOrEqual(send.y)
  })

  test("sizes the model select to the selected name", async () => {
    site.api.models = [
      { modelId: "fake", name: "Short", default: true },
      { modelId: "other", name: "A model with a name that is much longer than the first", default: false },
    ]
    const page = await site.visit()
    const choice = page.getByRole("combobox", { name: "Model" })
    const before = (await boxOf(choice)).width
    await choice.selectOption("other")
    expect((await boxOf(choice)).width).toBeGreaterThan(2 * before)
  })
})

describe("a dialog", () => {
  test.each(variants([{ ...narrow, viewport: { width: 320, height: 480 } }, { viewport: { width: 1280, height: 400 } }]))(
    "keeps its title and Close button in view while scrolling: %o",
    async (options) => {
      const page = await site.visit("/", options)
      if ("isMobile" in options) await site.button("Open chat list").click()
      await site.button("Settings").click()
      const content = page.locator(".dialog-content")
      await site.button("Close").waitFor()
      const scrolled = await content.evaluate((element) => {
        element.scrollTo(0, 1e6)
        return element.scrollTop
      })
      expect(scrolled).toBeGreaterThan(20)
      const [close, dialog] = [await boxOf(site.button("Close")), await boxOf(content)]
      expect(close.y).toBeGreaterThanOrEqual(dialog.y)
      expect(close.bottom).toBeLessThan(dialog.y + 80)
      expect(await content.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0)
    },
  )

  test("shows the number of search results directly below the field", async () => {
    const page = await site.visit()
    await site.button("Search").click()
    await page.getByRole("combobox").fill("zzzz")
    const words = await boxOf(page.getByText("No results."))
    const field = await boxOf(page.locator(".search-field"))
    expect(words.y - field.bottom).toBeLessThan(32)
  })
})

test("the title field follows the direction of its text, and its focus ring stays on the field", async () => {
  site.api.seed("cnv_a", "What is C++?", [["q", "a"]])
  const page = await site.visit("/c/cnv_a", { locale: "ar" })
  await page.locator(".history-row").hover()
  await page.locator(".history-row button").click()
  await page.locator(".history-actions button").first().click()
  const style = await page.locator(".title-field").evaluate((field) => {
    const { direction, outlineOffset, outlineWidth } = getComputedStyle(field)
    return { direction, ring: Number.parseFloat(outlineOffset) + Number.parseFloat(outlineWidth) }
  })
  expect(style).toEqual({ direction: "ltr", ring: 0 })
})
