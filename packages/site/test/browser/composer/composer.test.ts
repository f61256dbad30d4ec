import type { BrowserContextOptions, Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { createGate } from "../../support/gate.ts"
import { ask, composerOf, eventually } from "../../support/pages.ts"
import { useSite } from "../../support/site-page.ts"

const site = useSite()
let page: Page
const visit = async (path = "/", options?: BrowserContextOptions) => {
  page = await site.visit(path, options)
}

describe("the composer", () => {
  test("grows with its text up to a maximum height", async () => {
    await visit()
    const height = async () => (await composerOf(page).boundingBox())?.height ?? 0
    const one = await height()
    await composerOf(page).fill("1\n2\n3\n4")
    expect(await height()).toBeGreaterThan(one)
    await composerOf(page).fill("line\n".repeat(200))
    expect(await height()).toBeLessThanOrEqual(320)
  })

  test("shows a counter near the limit and sends nothing beyond it", async () => {
    await visit()
    await composerOf(page).fill("x".repeat(31_990))
    await page.getByText("10 characters left").waitFor()
    await composerOf(page).fill("x".repeat(32_001))
    await page.getByText("1 character too many").waitFor()
    await composerOf(page).press("Enter")
    expect(await composerOf(page).inputValue()).toHaveLength(32_001)
    expect(site.api.posts).toEqual([])
  })

  test("offers the models if there are several", async () => {
    site.api.models = [
      { modelId: "small", name: "Small", default: true },
      { modelId: "large", name: "Large", default: false },
    ]
    await visit()
    await page.getByRole("combobox", { name: "Model" }).selectOption("Large")
    await ask(page, "Which are you?")
    await eventually(() => site.api.posts.map(({ modelId }) => modelId)).toEqual(["large"])
  })

  test("keeps and sends text typed before hydration", async () => {
    const gate = createGate()
    await visit()
    await page.route("**/_astro/*.js", async (route) => {
      await gate.opened
      await route.continue()
    })
    await page.reload({ waitUntil: "commit" })
    await composerOf(page).fill("I type fast")
    gate.open()
    await page.waitForLoadState()
    expect(await composerOf(page).inputValue()).toBe("I type fast")
    await composerOf(page).press("Enter")
    await eventually(() => site.api.posts.map(({ content }) => content[0].text)).toEqual(["I type fast"])
  })

  test("reads before it sends, so that the visitor's cookie is set", async () => {
    await visit()
    const order: string[] = []
    page.on("request", (request) => order.push(`${request.method()} ${new URL(request.url()).pathname}`))
    await page.reload({ waitUntil: "commit" })
    await ask(page, "Quick")
    await eventually(() => order.includes("POST /api/chat")).toBe(true)
    expect(order.indexOf("GET /api/config")).toBeLessThan(order.indexOf("POST /api/chat"))
    expect(order.indexOf("GET /api/config")).toBeGreaterThan(-1)
  })
})
