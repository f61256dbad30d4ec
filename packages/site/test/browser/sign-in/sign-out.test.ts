import type { Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { composerOf, eventually } from "../../support/pages.ts"
import { choose, useSignIn } from "../../support/sign-in.ts"

const visit = useSignIn()
const { site, enter } = visit
const storage = (page: Page) => page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))

describe("sign-out", () => {
  test("completes pending deletions, clears the page, the other tabs and the back button, and ends the provider's session", async () => {
    site.api.seed("cnv_a", "Of one", [["q", "An old answer"]], new Date().toISOString(), "one")
    site.api.seed("cnv_b", "Also mine", [["q", "a"]], new Date().toISOString(), "one")
    const page = await enter("one", "/c/cnv_a")
    await page.getByText("An old answer").waitFor()
    await composerOf(page).fill("A draft")
    const tab = await site.openTab()
    await tab.getByRole("button", { name: "Account: One" }).waitFor()
    await composerOf(tab).fill("Another draft")
    await page.getByRole("button", { name: "Actions for “Also mine”" }).click()
    await page.getByRole("button", { name: "Delete", exact: true }).click()
    await page.getByRole("button", { name: "Account: One" }).click()
    await page.getByText("one@example.com").waitFor()
    await page.getByRole("button", { name: "Sign out" }).click()
    for (const one of [page, tab]) {
      await one.getByRole("heading", { name: "Parley", level: 2 }).waitFor()
      expect(new URL(one.url()).pathname).toBe("/")
      expect(await storage(one)).toBe("[{},{}]")
      expect(await one.getByText("Of one").count()).toBe(0)
    }
    await eventually(() => site.api.deleted).toEqual(["cnv_b"])
    await page.goBack()
    await page.getByRole("heading", { name: "Parley", level: 2 }).waitFor()
    expect(await page.getByText("An old answer").count()).toBe(0)
    await tab.getByRole("button", { name: "Sign in" }).click()
    // The provider asks for an account: its session has ended too.
    await choose(tab, "two")
    expect(await composerOf(tab).inputValue()).toBe("")
  })
})

describe("two people in one browser", () => {
  test("do not see each other's drafts, even if the first did not sign out", async () => {
    const page = await enter("one")
    await composerOf(page).fill("A secret draft")
    visit.issuer.endSessions()
    await page.reload()
    await site.button("Sign in").click()
    await choose(page, "two")
    expect(await composerOf(page).inputValue()).toBe("")
    expect(await storage(page)).not.toContain("secret")
  })

  test("keep their own drafts for their return", async () => {
    const page = await enter("one")
    await composerOf(page).fill("My draft")
    visit.issuer.endSessions()
    await page.reload()
    await site.button("Sign in").click()
    await choose(page, "one")
    expect(await composerOf(page).inputValue()).toBe("My draft")
  })
})
