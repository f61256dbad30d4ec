import type { Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { ask, composerOf, eventually } from "../../support/pages.ts"
import { choose, useSignIn } from "../../support/sign-in.ts"

const visit = useSignIn()
const { site, enter } = visit
const answers = () => site.page.locator(".answer .markdown").allInnerTexts()
const storage = (page: Page) => page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))

describe("sign-in", () => {
  test("is required before the page shows any data", async () => {
    site.api.seed("cnv_a", "Of the visitor", [["q", "a"]])
    site.api.seed("cnv_b", "Of one", [["q", "a"]], new Date().toISOString(), "one")
    const page = await site.visit()
    await page.getByRole("heading", { name: "Parley", level: 2 }).waitFor()
    expect(await page.getByRole("textbox").count()).toBe(0)
    expect(await page.getByRole("link").count()).toBe(0)
    await site.button("Sign in").click()
    await choose(page, "one")
    expect(page.url()).toBe(`${site.server.url}/`)
    await page.getByRole("link", { name: "Of one" }).waitFor()
    expect(await page.getByRole("link", { name: "Of the visitor" }).count()).toBe(0)
    await ask(page, "Hello?")
    await eventually(answers).toEqual(["Hello."])
    expect(site.api.conversations.map(({ owner }) => owner)).toEqual(["visitor", "one", "one"])
    expect(visit.issuer.prompts).toEqual([undefined])
  })

  test("leaves no token, name or provider response in the URL or in storage, and applies to the requests for limits and usage", async () => {
    const page = await enter()
    await ask(page, "Hello?")
    await eventually(answers).toEqual(["Hello."])
    expect(await storage(page)).not.toMatch(/eyJ|one@example|"One"|code|nonce/)
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual(["signed-in"])
    expect(page.url()).not.toMatch(/code|state/)
    expect(await page.context().cookies(site.server.url)).not.toContainEqual(
      expect.objectContaining({ value: expect.stringMatching(/^eyJ/) }),
    )
    await site.button("Usage").click()
    await page.getByText("$0.75 of $1.00 left").waitFor()
    expect(site.api.asked.filter(([route]) => route === "GET /config").map(([, owner]) => owner)).toContain("one")
    expect(site.api.asked.filter(([route]) => route === "GET /usage").map(([, owner]) => owner)).toEqual(["one"])
  })

  test("leaves the page unchanged if the person goes back from the provider, or cancels, which shows a notice, and can be retried", async () => {
    const page = await site.visit("/c/cnv_a")
    await site.button("Sign in").click()
    await page.getByRole("button", { name: "one@example.com" }).waitFor()
    await page.goBack()
    await site.button("Sign in").click()
    await page.getByRole("button", { name: "Cancel" }).click()
    await page.getByText("Sign-in was cancelled or denied.").waitFor()
    expect(page.url()).toBe(`${site.server.url}/c/cnv_a`)
    await site.button("Retry").click()
    await choose(page, "one")
  })

  test("reports a failure once for an address of the provider's answer that is opened again, or an error that the provider made up", async () => {
    const page = await site.visit("/signed-in?code=old&state=old")
    await page.getByText("Sign-in failed.").waitFor()
    expect(page.url()).toBe(`${site.server.url}/`)
    await page.goto(`${site.server.url}/signed-in?error=server_error&state=old`)
    await page.getByText("Sign-in failed.").waitFor()
    expect(page.url()).toBe(`${site.server.url}/`)
    expect(visit.issuer.prompts).toEqual([])
    await site.button("Retry").click()
    await choose(page, "two")
  })
})

describe("a reload", () => {
  test("returns to the conversation of the URL with one silent redirect, in another tab too, as the first sign-in does", async () => {
    site.api.seed("cnv_a", "Of one", [["q", "An old answer"]], new Date().toISOString(), "one")
    site.api.seed("cnv_b", "Also of one", [["q", "Another answer"]], new Date().toISOString(), "one")
    const page = await enter("one", "/c/cnv_a")
    await page.getByText("An old answer").waitFor()
    expect(page.url()).toBe(`${site.server.url}/c/cnv_a`)
    await composerOf(page).fill("A draft")
    visit.issuer.prompts = []
    await page.reload()
    await page.getByText("An old answer").waitFor()
    expect(await composerOf(page).inputValue()).toBe("A draft")
    expect(visit.issuer.prompts).toEqual(["none"])
    expect(page.url()).toBe(`${site.server.url}/c/cnv_a`)
    const tab = await site.openTab("/c/cnv_b")
    await tab.getByText("Another answer").waitFor()
    expect(visit.issuer.prompts).toEqual(["none", "none"])
  })

  test("shows the sign-in screen after the provider's session ended, without another redirect", async () => {
    const page = await enter()
    visit.issuer.endSessions()
    await page.reload()
    await page.getByRole("heading", { name: "Parley", level: 2 }).waitFor()
    expect(await page.getByRole("alert").count()).toBe(0)
    visit.issuer.prompts = []
    await page.reload()
    await page.getByRole("heading", { name: "Parley", level: 2 }).waitFor()
    expect(visit.issuer.prompts).toEqual([])
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([])
  })

  test("reports an unavailable provider without a redirect loop, as the Sign in button does", async () => {
    const page = await site.visit()
    await page.route(`${visit.issuer.url}/**`, (route) => route.abort())
    await site.button("Sign in").click()
    await page.getByText("Sign-in failed.").waitFor()
    await page.unroute(`${visit.issuer.url}/**`)
    await site.button("Retry").click()
    await choose(page, "one")
    await page.route(`${visit.issuer.url}/**`, (route) => route.abort())
    await page.reload()
    await page.getByText("Sign-in failed.").waitFor()
    await page.unroute(`${visit.issuer.url}/**`)
    await site.button("Retry").click()
    await page.getByRole("button", { name: "Account: One" }).waitFor()
  })

  test("shows no sign-in after it was switched off", async () => {
    const page = await enter()
    site.api.signIn = null
    await page.reload()
    await composerOf(page).waitFor()
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([])
  })
})
