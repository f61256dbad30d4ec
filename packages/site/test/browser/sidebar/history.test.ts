import type { BrowserContextOptions, Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { eventually } from "../../support/pages.ts"
import { useSite } from "../../support/site-page.ts"

const site = useSite()
let page: Page
const visit = async (path = "/", options?: BrowserContextOptions) => {
  page = await site.visit(path, options)
}
const heading = () => page.getByRole("heading", { level: 1 })

test("a title fills its row until the row's button appears", async () => {
  site.api.seed("cnv_a", "A title that is far too long for the list of conversations", [["q", "a"]])
  const page = await site.visit()
  const link = page.locator(".history-row a")
  await link.waitFor()
  const room = async () => ((await page.locator(".history-row").boundingBox())?.width ?? 0) - ((await link.boundingBox())?.width ?? 0)
  expect(Math.round(await room())).toBe(0)
  await link.hover()
  await eventually(room).toBeGreaterThan(30)
})

describe("the list of conversations", () => {
  test("is grouped by day, and links work with back and forward", async () => {
    site.api.seed("cnv_a", "Now", [["q1", "a1"]])
    site.api.seed("cnv_b", "Before", [["q2", "a2"]], new Date(Date.now() - 2 * 86_400_000).toISOString())
    await visit()
    await page.getByRole("region", { name: "Today" }).getByRole("link", { name: "Now" }).click()
    await page.getByText("a1").waitFor()
    await page.getByRole("region", { name: "Previous 7 days" }).getByRole("link", { name: "Before" }).click()
    await page.getByText("a2").waitFor()
    await page.goBack()
    await page.getByText("a1").waitFor()
    expect(await heading().textContent()).toBe("Now")
  })

  test("regroups at midnight", async () => {
    const page = await site.visit("/", { timezoneId: "Europe/Berlin" })
    const lateToday = new Date("2026-11-28T22:59:00Z")
    await page.clock.install({ time: lateToday })
    site.api.seed("cnv_a", "Asked today", [["q", "a"]], lateToday.toISOString())
    await page.reload()
    await page.getByRole("region", { name: "Today" }).getByRole("link", { name: "Asked today" }).waitFor()
    await page.clock.runFor(90_000)
    await page.getByRole("region", { name: "Yesterday" }).getByRole("link", { name: "Asked today" }).waitFor()
    // A machine that slept through a night: timers did not run.
    await page.clock.setSystemTime(new Date("2026-11-30T08:00:00Z"))
    await page.evaluate(() => dispatchEvent(new Event("focus")))
    await page.getByRole("region", { name: "Previous 7 days" }).getByRole("link", { name: "Asked today" }).waitFor()
  })

  test("renames a conversation", async () => {
    site.api.seed("cnv_a", "Old name", [["q", "a"]])
    await visit("/c/cnv_a")
    await site.button("Actions for “Old name”").click()
    await site.button("Rename").click()
    await page.getByRole("textbox", { name: "Chat title" }).fill("New name")
    await page.keyboard.press("Enter")
    await eventually(() => heading().textContent()).toBe("New name")
    await eventually(() => site.api.conversations[0]?.title).toBe("New name")
  })

  test("keeps the title on Escape", async () => {
    site.api.seed("cnv_a", "Old name")
    await visit()
    await site.button("Actions for “Old name”").click()
    await site.button("Rename").click()
    await page.getByRole("textbox", { name: "Chat title" }).fill("New name")
    await page.keyboard.press("Escape")
    await page.getByRole("link", { name: "Old name" }).waitFor()
    expect(site.api.conversations[0]?.title).toBe("Old name")
  })

  test("deletes nothing if Undo is pressed in time", async () => {
    site.api.seed("cnv_a", "Keep me", [["q", "a"]])
    await visit("/c/cnv_a")
    await site.button("Actions for “Keep me”").click()
    await site.button("Delete").click()
    await page.getByRole("link", { name: "Keep me" }).waitFor({ state: "detached" })
    await site.button("Undo").click()
    await page.getByRole("link", { name: "Keep me" }).waitFor()
    await page.goto("about:blank")
    expect(site.api.deleted).toEqual([])
  })

  test.each([
    ["pointed at", () => page.locator(".toast").hover(), () => page.mouse.move(700, 300)],
    ["focused", () => site.button("Undo").focus(), () => page.locator(".thread").focus()],
  ])("pauses the undo timer while the toast is %s", async (_name, begin, end) => {
    site.api.seed("cnv_a", "Away", [["q", "a"]])
    await visit()
    await page.clock.install()
    await site.button("Actions for “Away”").click()
    await site.button("Delete").click()
    await page.locator(".toast").waitFor()
    await page.locator(".thread").focus()
    await begin()
    await page.clock.runFor(60_000)
    expect(await site.button("Undo").count()).toBe(1)
    expect(site.api.deleted).toEqual([])
    await end()
    await page.clock.runFor(5_000)
    expect(site.api.deleted).toEqual([])
    await page.clock.runFor(2_000)
    await eventually(() => site.api.deleted).toEqual(["cnv_a"])
    await site.button("Undo").waitFor({ state: "detached" })
  })

  test("deletes without waiting for the undo timer when the page closes", async () => {
    site.api.seed("cnv_a", "Away", [["q", "a"]])
    await visit()
    await site.button("Actions for “Away”").click()
    await site.button("Delete").click()
    await page.reload()
    await eventually(() => site.api.deleted).toEqual(["cnv_a"])
  })
})
