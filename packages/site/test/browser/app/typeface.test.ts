import { expect, test } from "vitest"
import { eventually } from "../../support/pages.ts"
import { useSite } from "../../support/site-page.ts"

const site = useSite()
const isTypeface = /hanken-grotesk-.*\.woff2$/
const fetched = () =>
  site.page.evaluate(() => performance.getEntriesByType("resource").flatMap(({ name }) => /[\w-]+\.[\w-]+\.woff2$/.exec(name)?.[0] ?? []))
const upright = expect.stringMatching(/^hanken-grotesk-latin-wght-normal\./)
const italic = expect.stringMatching(/^hanken-grotesk-latin-wght-italic\./)

test("the typeface is loaded from the site, and its italic file only for emphasis", async () => {
  site.api.seed("cnv_a", "Emphasis", [["q", "This is *important*."]])
  const page = await site.visit()
  await page.evaluate(() => document.fonts.ready)
  expect(await fetched()).toEqual([upright])
  expect(await page.evaluate(() => document.fonts.check('16px "Hanken Grotesk"'))).toBe(true)
  await page.getByRole("link", { name: "Emphasis" }).click()
  await page.locator(".markdown em").waitFor()
  await eventually(fetched).toEqual([upright, italic])
})

test("the file is served as a font that browsers keep", async () => {
  const page = await site.visit()
  await page.evaluate(() => document.fonts.ready)
  const [name] = await fetched()
  const { status, headers } = await fetch(`${site.server.url}/_astro/${name}`)
  expect([status, headers.get("content-type"), headers.get("cache-control")]).toEqual([
    200,
    "font/woff2",
    "public, max-age=31536000, immutable",
  ])
  expect(headers.get("content-security-policy")).toContain("font-src 'self'")
})

test("an Arabic page has the system's fonts", async () => {
  const page = await site.visit("/", { locale: "ar" })
  await page.locator('html[lang="ar"] .welcome h2').waitFor()
  await page.evaluate(() => document.fonts.ready)
  expect(await page.locator(".welcome h2").evaluate((title) => getComputedStyle(title).fontFamily)).toMatch(/^system-ui/)
  expect(await page.locator(".welcome h2").evaluate((title) => getComputedStyle(title).letterSpacing)).toMatch(/^(normal|0px)$/)
})

test.each([
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
])("lines keep their place when the file arrives late: %o", async (viewport) => {
  const answer = `## A heading of an answer\n\n${"A paragraph whose lines are **as long** as the column, and long enough to break twice or more. ".repeat(4)}\n\n- One\n- Two`
  site.api.seed("cnv_a", "Late", [["Which lines move?", answer]])
  const page = await site.visit("/unknown", { viewport })
  let arrive = () => {}
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve
  })
  await page.route(isTypeface, async (route) => {
    await arrived
    await route.continue()
  })
  await page.goto(`${site.server.url}/c/cnv_a`, { waitUntil: "domcontentloaded" })
  await page.locator(".markdown li").last().waitFor()
  const isLoaded = () =>
    page.evaluate(() => [...document.fonts].some(({ family, status }) => /Hanken Grotesk/.test(family) && status === "loaded"))
  expect(await isLoaded()).toBe(false)
  await page.evaluate(() => {
    const shifts: number[] = []
    Object.assign(globalThis, { shifts })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value)
    }).observe({ type: "layout-shift" })
  })
  arrive()
  await eventually(isLoaded).toBe(true)
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn, 100)))))
  const shifts = await page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts)
  // Half of what counts as good (https://web.dev/articles/cls). One line that breaks at another word is 0.025 on the phone.
  expect(shifts.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.05)
})
