import { variants } from "@parley/testing/cases/test-set.ts"
import { describe, expect, test } from "vitest"
import { composerOf, eventually } from "../../support/pages.ts"
import { phone, useSite, violations } from "../../support/site-page.ts"

const site = useSite()
const attributes = () => site.page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])
const wider = () => site.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

describe("the language", () => {
  test("is the browser's for texts, dates and money", async () => {
    site.api.seed("cnv_a", "Alt", [["q", "a"]], "2025-03-05T12:00:00.000Z")
    const page = await site.visit("/c/cnv_a", { locale: "de-DE" })
    await page.getByRole("region", { name: "März 2025" }).waitFor()
    await site.button("Weitere Aktionen").click()
    await page.getByRole("menuitem", { name: "Tokens und Kosten" }).click()
    await page
      .locator(".answer-usage")
      .getByText(/1\.234 Eingabe-Tokens · 345 Ausgabe-Tokens · 0,0042\s\$/)
      .waitFor()
    expect(await attributes()).toEqual(["de", "ltr"])
  })

  test("can be chosen, is fetched only then, and is remembered", async () => {
    const page = await site.visit()
    const fetched: string[] = []
    page.on("request", (request) => fetched.push(new URL(request.url()).pathname))
    await site.button("Settings").click()
    await page.getByRole("combobox", { name: "Language" }).selectOption("Français")
    await page.getByRole("dialog", { name: "Paramètres" }).waitFor()
    expect(fetched.filter((path) => /\/fr\./.test(path))).toHaveLength(1)
    expect(fetched.filter((path) => /\/(de|ar)\./.test(path))).toEqual([])
    await page.reload()
    await page.getByRole("heading", { name: "Que voulez-vous savoir ?" }).waitFor()
    expect(await attributes()).toEqual(["fr", "ltr"])
  })

  test("falls back to English if its texts cannot be fetched", async () => {
    const page = await site.visit()
    await page.context().addInitScript(() => localStorage.setItem("preferences", '{"language":"de"}'))
    await page.route(/\/de[.-].*\.js/, (route) => route.abort())
    await page.reload()
    await page.getByRole("heading", { name: "What would you like to know?" }).waitFor()
    await eventually(attributes).toEqual(["en", "ltr"])
  })
})

describe("Arabic", () => {
  test("mirrors the page from the first paint, but not code and English text", async () => {
    site.api.seed("cnv_a", "Why?", [["Why?", "Because.\n\n```js\nlet a\n```"]])
    const page = await site.visit("/c/cnv_a", { locale: "ar" })
    await page.getByText("Because.").waitFor()
    expect(await attributes()).toEqual(["ar", "rtl"])
    const sidebar = await page.locator(".sidebar").boundingBox()
    expect(Math.round((sidebar?.x ?? 0) + (sidebar?.width ?? 0))).toBe(1280)
    expect(await page.locator("pre").evaluate((e) => getComputedStyle(e).direction)).toBe("ltr")
    expect(await wider()).toBe(0)
    expect(await violations(page)).toEqual([])
  })

  test("aligns the empty message box to the right, and typed text by its own direction", async () => {
    const page = await site.visit("/", { locale: "ar" })
    const direction = () => composerOf(page).evaluate((e) => getComputedStyle(e).direction)
    await page.getByPlaceholder("اسأل").waitFor()
    expect(await direction()).toBe("rtl")
    await composerOf(page).fill("Why?")
    await eventually(direction).toBe("ltr")
  })

  test("fits a phone, with the drawer on the right", async () => {
    site.api.seed("cnv_a", "Why is the sky so very blue today, and not at night?", [["q", "a"]])
    const page = await site.visit("/", { ...phone, locale: "ar" })
    await page.getByRole("heading", { level: 2 }).first().waitFor()
    expect(await wider()).toBe(0)
    await page.locator(".menu").tap()
    await eventually(async () => {
      const box = await page.locator(".sidebar").boundingBox()
      return Math.round((box?.x ?? 0) + (box?.width ?? 0))
    }).toBe(390)
    expect(await wider()).toBe(0)
    expect(await violations(page)).toEqual([])
  })
})

// A window of 1280 by 1024, zoomed.
const zooms: [number, { width: number; height: number }][] = [
  [400, { width: 320, height: 256 }],
  [200, { width: 640, height: 512 }],
]
describe.each(variants(zooms))("zoomed to %i %%", (_, viewport) => {
  test("nothing needs horizontal scrolling", async () => {
    site.api.seed("cnv_a", "A title that is rather long for such a narrow page", [["A question", "An answer with `code`"]])
    const page = await site.visit("/c/cnv_a", { viewport })
    await page.getByText("An answer with").waitFor()
    expect(await wider()).toBe(0)
    const box = await composerOf(page).boundingBox()
    expect(box && box.y + box.height).toBeLessThanOrEqual(viewport.height)
    await site.button("Open chat list").click()
    for (const name of ["Usage", "Settings"]) {
      await site.button(name).click()
      await page.getByRole("dialog", { name }).waitFor()
      await page.waitForLoadState("networkidle")
      const dialog = page.locator(".dialog-content")
      expect(await dialog.evaluate((e) => e.scrollWidth - e.clientWidth)).toBe(0)
      await page.keyboard.press("Escape")
      await page.getByRole("dialog").waitFor({ state: "detached" })
    }
  })
})
