import { FakeFailure } from "@parley/testing/site/fake-turn.ts"
import type { Page } from "playwright-core"
import { expect, test } from "vitest"
import { createGate } from "../../support/gate.ts"
import { ask, composerOf, eventually } from "../../support/pages.ts"
import { useSite } from "../../support/site-page.ts"

const site = useSite()

/** Simulates a browser's page translation: it replaces every text node with its own elements. */
const translate = (page: Page) =>
  page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const nodes: Text[] = []
    while (walker.nextNode()) nodes.push(walker.currentNode as Text)
    for (const node of nodes) {
      if (!node.data.trim() || node.parentElement?.closest("textarea, script, font")) continue
      const [outer, inner] = [document.createElement("font"), document.createElement("font")]
      inner.textContent = node.data.toUpperCase()
      outer.append(inner)
      node.replaceWith(outer)
    }
  })

test("changing labels still update in a page translated by the browser", async () => {
  const gate = createGate()
  site.api.answer = async function* () {
    yield "Half an"
    await gate.opened
    yield " answer."
  }
  const page = await site.visit()
  await translate(page)
  const send = page.locator(".composer .send")
  expect(await send.textContent()).toBe("SEND")
  await ask(page, "One")
  await eventually(() => send.textContent()).toBe("Stop")
  await translate(page)
  expect(await send.textContent()).toBe("STOP")
  gate.open()
  await eventually(() => send.textContent()).toBe("Send")
  await page.getByRole("button", { name: "Copy answer" }).click()
  await eventually(() => page.getByRole("button", { name: "Copy answer" }).textContent()).toBe("Copied")
  await translate(page)
  await eventually(() => page.getByRole("button", { name: "Copy answer" }).textContent()).toBe("Copy")
})

test("the counter and the countdown still update in a page translated by the browser", async () => {
  site.api.refuse = () => new FakeFailure(429, "rate.exceeded", { retryAfter: 3 })
  const page = await site.visit()
  await composerOf(page).fill("a".repeat(31_000))
  await page.getByText("1,000 characters left").waitFor()
  await translate(page)
  await composerOf(page).press("b")
  await eventually(() => page.locator(".counter").textContent()).toBe("999 characters left")
  await ask(page, "One")
  await page.getByRole("button", { name: "Retry in 3 s" }).waitFor()
  await translate(page)
  await eventually(() => page.locator(".composer-place .notice button").textContent()).toBe("Retry")
})
