import { variants } from "@parley/testing/cases/test-set.ts"
import type { CDPSession, Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { createGate } from "../../support/gate.ts"
import { ask, eventually, nextFrame } from "../../support/pages.ts"
import { phone, useSite } from "../../support/site-page.ts"

const site = useSite()
const paragraph = "A sentence that fills a line or two of the page while the answer is being written. ".repeat(3)
const beginning = `${`${paragraph}\n\n`.repeat(12)}`
const distance = () => site.page.locator(".thread").evaluate((e) => Math.round(e.scrollHeight - e.scrollTop - e.clientHeight))
const place = () => site.page.locator(".thread").evaluate((e) => Math.round(e.scrollTop))
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** An answer that fills the page at once, then grows by 11 characters every 12 ms until the test ends it. */
async function readAlong(options = {}): Promise<{ page: Page; end: () => Promise<void> }> {
  const gate = createGate()
  let isOver = false
  void gate.opened.then(() => {
    isOver = true
  })
  site.api.answer = async function* () {
    yield beginning
    while (!isOver) {
      await pause(12)
      yield "Still more "
    }
    yield "\n\nThe very last."
  }
  const page = await site.visit("/", options)
  await ask(page, "Tell me a lot")
  await page.getByText("Still more").first().waitFor()
  await eventually(distance).toBeLessThan(2)
  await eventually(place).toBeGreaterThan(0)
  return {
    page,
    end: async () => {
      gate.open()
      await page.getByText("The very last.").first().waitFor()
    },
  }
}

/** Waits until a smooth scroll by a key is over. */
async function settled() {
  for (let before = -1, now = await place(); before !== now; ) {
    before = now
    await pause(150)
    now = await place()
  }
}

/** Expects the scroll position to stay the same while the text grows below. */
async function expectLeftAlone(page: Page) {
  await nextFrame(page)
  await settled()
  const [before, ahead] = [await place(), await distance()]
  await eventually(distance).toBeGreaterThan(ahead + 60)
  expect(Math.abs((await place()) - before)).toBeLessThan(2)
}

async function drag(cdp: CDPSession, steps: number, stepPx: number, everyMs: number) {
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", y?: number) =>
    cdp.send("Input.dispatchTouchEvent", { type, touchPoints: y === undefined ? [] : [{ x: 195, y }] })
  await touch("touchStart", 300)
  for (let step = 1; step <= steps; step++) {
    await touch("touchMove", 300 + step * stepPx)
    await pause(everyMs)
  }
  await touch("touchEnd")
}

describe("a reader who scrolls up during an answer", () => {
  const wheels: [string, number, number, number][] = [
    ["60 steps of 4 px, as a trackpad makes them", 60, 4, 16],
    ["a notch of 100 px", 1, 100, 0],
    ["25 steps of 12 px", 25, 12, 0],
    ["12 steps of 30 px", 12, 30, 0],
    ["a single step of 4 px", 1, 4, 0],
  ]
  test.each(variants(wheels, 2))("with the wheel, %s, stays at that position", async (_name, steps, stepPx, everyMs) => {
    const { page, end } = await readAlong()
    await page.locator(".thread").hover()
    for (let step = 0; step < steps; step++) {
      await page.mouse.wheel(0, -stepPx)
      await pause(everyMs)
    }
    await expectLeftAlone(page)
    expect(await distance()).toBeGreaterThanOrEqual(steps * stepPx)
    await end()
  })

  test("with the arrow key stays at that position", async () => {
    const { page, end } = await readAlong()
    await page.locator(".thread").focus()
    for (let press = 0; press < 8; press++) await page.keyboard.press("ArrowUp")
    await expectLeftAlone(page)
    expect(await distance()).toBeGreaterThan(100)
    await end()
  })

  const drags: [string, number, number, number][] = [
    ["150 px in 1.2 seconds", 30, 5, 40],
    ["100 px in 40 steps", 40, 2.5, 20],
  ]
  test.each(variants(drags))("with a finger, %s, stays at that position", async (_name, steps, stepPx, everyMs) => {
    const { page, end } = await readAlong(phone)
    await drag(await page.context().newCDPSession(page), steps, stepPx, everyMs)
    await expectLeftAlone(page)
    expect(await distance()).toBeGreaterThan((steps * stepPx) / 2)
    await end()
  })

  test("with the scroll bar, a few pixels at a time, stays at that position", async () => {
    const { page, end } = await readAlong()
    // The bar moves the scroller without any other event.
    for (let step = 0; step < 20; step++) {
      await page.locator(".thread").evaluate((e) => e.scrollBy({ top: -4, behavior: "instant" }))
      await nextFrame(page)
    }
    await expectLeftAlone(page)
    expect(await distance()).toBeGreaterThanOrEqual(80)
    await end()
  })

  test("follows again after reaching the end with the wheel, the End key or the button", async () => {
    const { page, end } = await readAlong()
    const isFollowed = async () => {
      await eventually(distance).toBeLessThan(2)
      const before = await place()
      await eventually(place).toBeGreaterThan(before + 60)
      await eventually(distance).toBeLessThan(2)
      expect(await site.button("Jump to latest message").count()).toBe(0)
    }
    await page.locator(".thread").hover()
    await page.mouse.wheel(0, -200)
    await eventually(distance).toBeGreaterThan(100)
    await page.mouse.wheel(0, 5_000)
    await isFollowed()
    await page.mouse.wheel(0, -200)
    await eventually(distance).toBeGreaterThan(100)
    await page.locator(".thread").focus()
    await page.keyboard.press("End")
    await isFollowed()
    await page.keyboard.press("PageUp")
    await eventually(distance).toBeGreaterThan(100)
    await settled()
    await site.button("Jump to latest message").click()
    await isFollowed()
    await end()
    await eventually(distance).toBeLessThan(2)
  })
})

describe("a reader who does not scroll keeps the end in view", () => {
  test("while an answer arrives in bursts", async () => {
    site.api.answer = async function* (question) {
      for (let i = 0; i < 200; i++)
        yield i % 12 === 11
          ? "\n\n"
          : i % 50 === 49
            ? "\n\n```js\nlet a\n```\n\n"
            : "sixty characters of an answer that comes in a burst, at once "
      yield `\n\nThe end of ${question}.`
    }
    const page = await site.visit()
    for (let run = 1; run <= 6; run++) {
      await ask(page, `run ${run}`)
      await page.locator(".answer").getByText(`The end of run ${run}.`).waitFor()
      await page
        .locator(".answer")
        .nth(run - 1)
        .getByRole("button", { name: "Copy answer" })
        .waitFor()
      await eventually(distance).toBeLessThan(2)
      expect(await site.button("Jump to latest message").count(), `run ${run}`).toBe(0)
    }
  })

  test("when the text grows by a page before its scroll event", async () => {
    const { page, end } = await readAlong()
    await page.locator(".thread").evaluate((thread) => {
      const more = document.createElement("div")
      more.style.blockSize = "900px"
      thread.firstElementChild?.append(more)
      thread.dispatchEvent(new Event("scroll"))
    })
    await eventually(distance).toBeLessThan(2)
    await end()
    await eventually(distance).toBeLessThan(2)
  })

  test("when the message box grows and shrinks", async () => {
    const { page, end } = await readAlong()
    await page.locator("#message").fill("line\n".repeat(9))
    await eventually(distance).toBeLessThan(2)
    await page.locator("#message").fill("")
    await eventually(distance).toBeLessThan(2)
    const before = await place()
    await eventually(place).toBeGreaterThan(before + 60)
    await eventually(distance).toBeLessThan(2)
    await end()
  })
})
