import { variants } from "@parley/testing/cases/test-set.ts"
import type { BrowserContextOptions } from "playwright-core"
import { describe, expect, test } from "vitest"
import { composerOf, eventually } from "../support/pages.ts"
import { phone, useSite } from "../support/site-page.ts"

const site = useSite()

const words = {
  "a word of 400 letters": "a".repeat(400),
  "an address": `https://example.com/${"a".repeat(400)}`,
  "3,000 characters of base64": Buffer.alloc(2_250, "Parley").toString("base64"),
}

/** Width of the page and of its parts beyond the window, and how far the button is from the window's end. */
const overflow = () =>
  site.page.evaluate(() => {
    const right = (selector: string) => Math.ceil(document.querySelector(selector)?.getBoundingClientRect().right ?? 0)
    const width = visualViewport?.width ?? 0
    return {
      window: innerWidth - Math.round(width),
      document: document.documentElement.scrollWidth - innerWidth,
      scrolled: scrollX + (document.querySelector(".app")?.scrollLeft ?? 0),
      send: right(".composer .send") > innerWidth,
      composer: right(".composer") > innerWidth,
    }
  })
const none = { window: 0, document: 0, scrolled: 0, send: false, composer: false }

describe.each(variants(Object.entries(words)))("%s in the message box", (_name, word) => {
  const windows: [string, BrowserContextOptions][] = [
    ["a desktop", { viewport: { width: 1440, height: 900 } }],
    ["a phone", phone],
    ["a small window", { viewport: { width: 1000, height: 700 } }],
  ]
  test.each(variants(windows, 2))("wraps on %s without moving anything else", async (_device, options) => {
    const page = await site.visit("/", options)
    const before = await page.locator(".composer").boundingBox()
    await composerOf(page).fill(word)
    expect(await overflow()).toEqual(none)
    const after = await page.locator(".composer").boundingBox()
    expect([after?.x, after?.width]).toEqual([before?.x, before?.width])
    await page.locator(".composer .send").click()
    await page.locator(".question p").waitFor()
    expect(await overflow()).toEqual(none)
    // A request that arrives after the reset would leave a chat for the next test.
    await eventually(() => site.api.posts).toHaveLength(1)
  })
})

const devices: [string, BrowserContextOptions][] = [
  ["a phone", phone],
  ["a desktop", {}],
]
describe.each(variants(devices))("every other field on %s", (_device, options) => {
  const word = "W".repeat(190)
  const fits = async (selector: string) => {
    expect(await overflow()).toEqual(none)
    const { width } = site.page.viewportSize() ?? { width: 0 }
    const isInside = async () => {
      const box = await site.page.locator(selector).first().boundingBox()
      return [selector, (box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? width) <= width]
    }
    // The drawer moves in.
    await eventually(isInside).toEqual([selector, true])
  }

  test("fits a long word", async () => {
    site.api.seed("cnv_a", word, [[word, word]])
    const page = await site.visit("/c/cnv_a", options)
    await site.button("Good answer").click()
    await page.locator("#comment").fill(word)
    await fits("#comment")
    await page.getByRole("button", { name: "Close", exact: true }).click()
    await site.button("Edit message").click()
    await page.locator("#edit").fill(word.repeat(3))
    await fits("#edit")
    await fits(".question-editor")
    await page.keyboard.press("Escape")
    if ("isMobile" in options) await site.button("Open chat list").click()
    await fits(".history-row a")
    await site.button("Search").click()
    await page.getByRole("combobox").fill(word)
    await page.getByRole("option").waitFor()
    await fits(".search-field input")
    await fits(".search-result")
    await page.keyboard.press("Escape")
    await page.locator(".history-row").hover()
    await site.button(/^Actions for/).click()
    await site.button("Rename").click()
    await fits(".title-field")
    await page.keyboard.press("Escape")
    await site.button(/^Actions for/).click()
    await site.button("Delete").click()
    await fits(".toast")
  })
})
