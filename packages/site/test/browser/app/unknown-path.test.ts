import { describe, expect, test } from "vitest"
import { eventually } from "../../support/pages.ts"
import { phone, useSite, violations } from "../../support/site-page.ts"

const site = useSite()

describe("an unknown path", () => {
  test.each(["/nothing-here", "/c/", "/c/cnv_a/more", "/settings"])("%s shows “Page not found” and a New chat button", async (address) => {
    const page = await site.visit(address)
    await page.getByRole("heading", { name: "Page not found", level: 2 }).waitFor()
    expect(await page.getByRole("textbox").count()).toBe(0)
    expect(await page.getByRole("heading", { name: "What would you like to know?" }).count()).toBe(0)
    await eventually(() => page.title()).toBe("Page not found · Parley")
    expect(await violations(page)).toEqual([])
    await eventually(() => page.evaluate(() => document.activeElement?.textContent)).toBe("New chat")
    await page.keyboard.press("Enter")
    await page.getByRole("heading", { name: "What would you like to know?" }).waitFor()
    expect(site.path()).toBe("/")
    await page.goBack()
    await page.getByRole("heading", { name: "Page not found", level: 2 }).waitFor()
  })

  test("offers the chat list, and fits a phone", async () => {
    site.api.seed("cnv_a", "Past", [["q", "An old answer"]])
    const page = await site.visit("/nothing-here", phone)
    await page.getByRole("heading", { name: "Page not found", level: 2 }).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    await site.button("Open chat list").click()
    await page.getByRole("link", { name: "Past" }).click()
    await page.getByText("An old answer").waitFor()
    expect(site.path()).toBe("/c/cnv_a")
  })

  test("is neither the start page nor a conversation", async () => {
    site.api.seed("cnv_a", "Past", [["q", "An old answer"]])
    const page = await site.visit("/c/cnv_a/")
    await page.getByText("An old answer").waitFor()
    await page.goto(`${site.server.url}/index.html`)
    await page.getByRole("heading", { name: "What would you like to know?" }).waitFor()
  })
})
