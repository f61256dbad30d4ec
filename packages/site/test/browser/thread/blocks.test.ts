import type { Block } from "@parley/api/block.ts"
import { expect, test } from "vitest"
import { composerOf, eventually } from "../../support/pages.ts"
import { phone, useSite } from "../../support/site-page.ts"

const site = useSite()

const file = { fileId: "fil_1", format: "pdf" as const, name: "a".repeat(120), pages: 3, bytes: 9 }
const answer = [
  { reasoning: { text: "Let me **think**", milliseconds: 2_000 } },
  { text: "Before" },
  { toolUse: { toolUseId: "t1", name: "look", input: { query: "x".repeat(400) }, status: "running" } },
  { hologram: { secret: 1 } },
  { text: "After" },
] as Block[]

async function open(options = {}) {
  site.api.seed("cnv_a", "Blocks")
  site.api.seedTurn("cnv_a", [{ document: file }, { text: "What does it say?" }], "Before\n\nAfter").blocks = answer
  const page = await site.visit("/c/cnv_a", options)
  await page.locator(".answer .block").first().waitFor()
  return page
}

test("reasoning is closed, opens by keyboard, and stays where the model wrote it", async () => {
  const page = await open()
  const thought = page.getByText("Let me think")
  expect(await thought.isVisible()).toBe(false)
  await page.locator("summary", { hasText: "Reasoning" }).press("Enter")
  await eventually(() => thought.isVisible()).toBe(true)
  const texts = (await page.locator(".answer > *").allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim())
  const order = ["Reasoning", "Before", "look", "can’t be shown", "After"]
  expect(order.map((word) => texts.findIndex((text) => text.includes(word)))).toEqual([1, 2, 3, 4, 5])
  expect(await page.locator("main").textContent()).not.toContain("secret")
})

test("copying takes the text alone, and a question with files offers no edit that would lose them", async () => {
  const page = await open()
  await page.getByRole("button", { name: "Copy answer" }).click()
  await eventually(async () => {
    await composerOf(page).fill("")
    await composerOf(page).press("ControlOrMeta+v")
    return composerOf(page).inputValue()
  }).toBe("Before\n\nAfter")
  expect(await page.getByRole("button", { name: "Edit message" }).count()).toBe(0)
  expect(await page.getByRole("button", { name: "Regenerate" }).count()).toBe(0)
})

test.each([phone, { ...phone, locale: "ar" }])("long names and data stay within a phone's width (%o)", async (options) => {
  const page = await open(options)
  for (const line of await page.locator("details.block > summary").all()) await line.click()
  const widths = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth])
  expect(widths[0]).toBe(widths[1])
})
