import { describe, expect, test } from "vitest"
import { createGate } from "../../support/gate.ts"
import { ask, eventually, nextFrame } from "../../support/pages.ts"
import { useSite } from "../../support/site-page.ts"

const site = useSite()
const thread = () => site.page.locator(".thread")
const turns = () => site.page.locator(".turn").count()

function seedLong(exchanges: number) {
  const paragraph = "A sentence that is long enough to fill a line or two of the page. ".repeat(4)
  const all = Array.from({ length: exchanges }, (_, i): [string, string] => [`Question ${i}`, `Answer ${i}.\n\n${paragraph}`])
  site.api.seed("cnv_a", "Long", all)
  site.api.pageLength = 25
}

describe("a conversation of 1,000 messages", () => {
  test("opens at its end with the newest page, and loads earlier pages on scroll without moving the view", async () => {
    seedLong(500)
    const page = await site.visit("/c/cnv_a")
    await page.getByText("Answer 499.").waitFor()
    expect(await turns()).toBe(25)
    // The third message from the top is in view when the earlier page arrives.
    await thread().hover()
    const gate = createGate()
    await page.route(/[?&]cursor=/, async (route) => {
      await gate.opened
      await route.continue()
    })
    const place = async () => Math.round((await page.getByText("Question 477", { exact: true }).boundingBox())?.y ?? Number.NaN)
    await thread().evaluate((e) => e.scrollTo(0, 300))
    // Turns that scroll into view get their real height in the next frame; only then is the position final.
    await nextFrame(page)
    const before = await place()
    gate.open()
    await eventually(turns).toBe(50)
    await eventually(async () => Math.abs((await place()) - before) <= 2).toBe(true)
  })

  test("can be read to its beginning with the keyboard, where the button disappears", async () => {
    seedLong(60)
    const page = await site.visit("/c/cnv_a")
    await page.getByText("Answer 59.").waitFor()
    await thread().focus()
    await eventually(async () => {
      await page.keyboard.press("Home")
      return turns()
    }).toBe(60)
    expect(await site.button("Show earlier messages").count()).toBe(0)
    await page.getByText("Question 0", { exact: true }).waitFor()
  })

  test("keeps its loaded earlier messages after a new turn", async () => {
    seedLong(60)
    const page = await site.visit("/c/cnv_a")
    await eventually(async () => {
      await thread().evaluate((e) => e.scrollTo(0, 0))
      return turns()
    }).toBe(60)
    await ask(page, "One more")
    await page.getByText("Hello.").first().waitFor()
    expect(await turns()).toBe(61)
  })
})

describe("the list of conversations", () => {
  test("loads page by page, and keeps its loaded pages after a new turn", async () => {
    site.api.pageLength = 5
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
    for (let i = 0; i < 12; i++) site.api.seed(`cnv_${i}`, `Talk ${i}`, [["q", "a"]], ago(i))
    const page = await site.visit("/c/cnv_0")
    const list = () => page.locator(".history-row").count()
    await eventually(list).toBe(5)
    await site.button("Show older chats").click()
    await eventually(list).toBe(10)
    await ask(page, "Again")
    await page.getByText("Hello.").first().waitFor()
    await eventually(list).toBe(10)
    await site.button("Show older chats").click()
    await eventually(list).toBe(12)
    expect(await site.button("Show older chats").count()).toBe(0)
  })
})

describe("the layout", () => {
  test("does not shift while the page loads and an answer arrives", async () => {
    for (let i = 0; i < 8; i++) site.api.seed(`cnv_${i}`, `Talk ${i}`, [["q", "a"]])
    const gate = createGate()
    site.api.answer = async function* () {
      yield "# Title\n\nText"
      await gate.opened
      yield " and more.\n\n- one\n- two\n\n```js\nlet a\n```\n\nThe end."
    }
    const page = await site.visit()
    await page.addInitScript(() => {
      const moved: unknown[] = []
      Object.assign(globalThis, { moved })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
          if (!entry.hadRecentInput) moved.push(entry.value)
        }
      }).observe({ type: "layout-shift", buffered: true })
    })
    await page.reload()
    await page.getByRole("link", { name: "Talk 7" }).waitFor()
    await ask(page, "Write")
    await page.getByRole("heading", { name: "Title" }).waitFor()
    gate.open()
    await page.getByText("The end.").first().waitFor()
    const moved = await page.evaluate(() => (globalThis as unknown as { moved: number[] }).moved)
    expect(moved.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.02)
  })
})
