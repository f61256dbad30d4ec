import { expect, test } from "vitest"
import { eventually } from "../../support/pages.ts"
import { useSite, violations } from "../../support/site-page.ts"

const site = useSite()
const forced = { forcedColors: "active" } as const

/** Whether an element has a visible border or outline. */
const hasEdge = (selector: string) =>
  site.page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const { borderTopStyle, borderTopWidth, borderTopColor, outlineStyle, outlineWidth, backgroundColor } = getComputedStyle(element)
      const ground = getComputedStyle(document.body).backgroundColor
      const isBordered = borderTopStyle === "solid" && Number.parseFloat(borderTopWidth) >= 1 && borderTopColor !== ground
      const isOutlined = outlineStyle === "solid" && Number.parseFloat(outlineWidth) >= 1
      return isBordered || isOutlined || (backgroundColor !== ground && !/, 0\)$/.test(backgroundColor))
    })

test("states shown by a background have a border in forced colors", async () => {
  site.api.seed("cnv_a", "Open now", [["A question", "An answer"]])
  site.api.seed("cnv_b", "Other", [["q", "a"]])
  const page = await site.visit("/c/cnv_a", forced)
  await page.getByText("An answer").waitFor()
  for (const selector of [".send", ".question p", ".new-chat", ".history-row:has([aria-current])"]) {
    expect(await hasEdge(selector), selector).toBe(true)
  }
  expect(await hasEdge(".history-row:not(:has([aria-current]))")).toBe(false)
  await site.button("Good answer").click()
  expect(await hasEdge("[aria-pressed=true]")).toBe(true)
  expect(await hasEdge("[aria-pressed=false]")).toBe(false)
  await site.button("Actions for “Other”").click()
  await site.button("Delete").click()
  expect(await hasEdge(".toast")).toBe(true)
  await site.button("Settings").click()
  await page.getByRole("dialog").waitFor()
  expect(await hasEdge(".radio-group :checked + span")).toBe(true)
  expect(await violations(page)).toEqual([])
})

test("the selected search result and the usage bars are distinguishable in forced colors", async () => {
  site.api.seed("cnv_a", "Apple", [["q", "a"]])
  site.api.seed("cnv_b", "Apple too", [["q", "a"]])
  const page = await site.visit("/", forced)
  await site.button("Search").click()
  await page.getByRole("combobox").fill("Apple")
  await eventually(() => page.getByRole("option").count()).toBe(2)
  expect([await hasEdge("[role=option][aria-selected=true]"), await hasEdge("[role=option][aria-selected=false]")]).toEqual([true, false])
  await page.keyboard.press("Escape")
  await site.button("Usage").click()
  await page.getByText("$0.75 of $1.00 left").waitFor()
  const bars = await page.locator(".bars b").evaluateAll((all) => all.map((one) => getComputedStyle(one).backgroundColor))
  expect(new Set(bars)).not.toContain("rgba(0, 0, 0, 0)")
})
