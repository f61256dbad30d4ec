import { variants } from "@parley/testing/cases/test-set.ts"
import { FakeFailure } from "@parley/testing/site/fake-turn.ts"
import type { BrowserContextOptions, Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { ask, composerOf, eventually } from "../../support/pages.ts"
import { useSignIn } from "../../support/sign-in.ts"
import { phone, violations } from "../../support/site-page.ts"

const visit = useSignIn()
const { site, enter } = visit
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent)
const devices: [string, BrowserContextOptions][] = [
  ["on a phone in the dark", { ...phone, colorScheme: "dark" }],
  ["in the light", { colorScheme: "light" }],
  ["in the dark", { colorScheme: "dark" }],
]

/** The width of the page, and the touch targets that are less than 44 pixels high. */
const measure = (page: Page) =>
  page.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    low: [...document.querySelectorAll("main button, .account button")]
      .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
      .map((one) => one.textContent),
  }))

describe.each(variants(devices))("axe %s", (_name, device) => {
  test("finds no violation in the sign-in screen, cancelled or not", async () => {
    const page = await site.visit("/", device)
    await site.button("Sign in").waitFor()
    expect(await violations(page)).toEqual([])
    await site.button("Sign in").click()
    await page.getByRole("button", { name: "Cancel" }).click()
    await page.getByRole("alert").waitFor()
    expect(await violations(page)).toEqual([])
  })

  test("finds no violation in the claim banner, the account and the settings of a signed-in person; on a phone they fit", async () => {
    site.api.seed("cnv_a", "First", [["q", "a"]])
    const page = await enter("one", "/", device)
    await site.button("Add").waitFor()
    expect(await violations(page)).toEqual([])
    if (device.isMobile) {
      expect(await measure(page)).toEqual({ width: 390, low: [] })
      expect(await page.locator(".thread").evaluate((thread) => thread.scrollTop)).toBe(0)
      await site.button("Open chat list").click()
    }
    await page.getByRole("button", { name: "Account: One" }).click()
    if (device.isMobile) expect(await measure(page)).toEqual({ width: 390, low: [] })
    expect(await violations(page)).toEqual([])
    await site.button("Settings").click()
    await page.getByText("Only you can open your chats, after you sign in.").waitFor()
    expect(await violations(page)).toEqual([])
  })
})

describe.each(variants(devices.slice(1)))("axe %s", (_name, device) => {
  test("finds no violation after the session has ended, which a screen reader announces, like the claim banner", async () => {
    site.api.seed("cnv_a", "First", [["q", "a"]])
    const page = await enter("one", "/", device)
    const said = page.locator("[role=status].sr-only")
    await eventually(() => said.textContent()).toBe("Add your earlier chat to this account?")
    site.api.refuseToken = () => new FakeFailure(401, "auth.required")
    await ask(page, "Hello?")
    await eventually(() => said.textContent()).toBe("Not sent. Your session ended. Your text is saved.")
    expect(await violations(page)).toEqual([])
  })

  test("finds no violation for an account without access", async () => {
    site.api.refuseToken = () => new FakeFailure(403, "auth.forbidden")
    const page = await enter("one", "/", device)
    await page.getByRole("heading", { name: "This account doesn’t have access to Parley." }).waitFor()
    expect(await violations(page)).toEqual([])
  })
})

describe("the keyboard", () => {
  test("starts at the Sign in button, which has a description, opens and closes the account menu, and signs out", async () => {
    const page = await site.visit()
    await eventually(() => focused(page)).toBe("Sign in")
    const described = await page.evaluate(
      () => document.getElementById(document.activeElement?.getAttribute("aria-describedby") ?? "")?.textContent,
    )
    expect(described).toBe("Sign in to start chatting and see your conversations.")
    await page.keyboard.press("Enter")
    await page.getByRole("button", { name: "one@example.com" }).focus()
    await page.keyboard.press("Enter")
    await composerOf(page).waitFor()
    await eventually(() => page.evaluate(() => document.activeElement?.id)).toBe("message")

    const account = page.getByRole("button", { name: "Account: One" })
    await account.focus()
    await page.keyboard.press("Enter")
    expect(await account.getAttribute("aria-expanded")).toBe("true")
    await page.keyboard.press("Tab")
    expect(await focused(page)).toBe("Sign out")
    await page.keyboard.press("Escape")
    expect(await account.getAttribute("aria-expanded")).toBe("false")
    expect(await focused(page)).toContain("One")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.getByRole("heading", { name: "Parley", level: 2 }).waitFor()
  })

  test("reaches no control that needs an account before sign-in", async () => {
    const page = await site.visit()
    await site.button("Sign in").waitFor()
    await page.keyboard.press("Control+k")
    await page.keyboard.press("Control+Shift+O")
    expect(await page.getByRole("dialog").count()).toBe(0)
    await page.keyboard.press("Control+/")
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor()
    await page.keyboard.press("Escape")
    expect(await page.getByRole("link", { name: "Skip to message box" }).count()).toBe(0)
    expect(await page.getByRole("button").allInnerTexts()).toEqual(expect.not.arrayContaining(["New chat", "Usage"]))
    await site.button("Settings").click()
    await page.getByRole("dialog", { name: "Settings" }).waitFor()
    expect(await site.button("Delete all chats…").count()).toBe(0)
  })
})

describe("in Arabic", () => {
  test("the sign-in screen and the account are laid out from right to left", async () => {
    const page = await site.visit("/", { locale: "ar" })
    await page.getByRole("button", { name: "تسجيل الدخول" }).click()
    await page.getByRole("button", { name: "one@example.com" }).click()
    const account = page.getByRole("button", { name: "الحساب: One" })
    await account.waitFor()
    const [initial, name] = await Promise.all(
      [".initial", ".account-name"].map((part) => account.locator(part).evaluate((one) => one.getBoundingClientRect().left)),
    )
    expect(initial).toBeGreaterThan(name ?? Number.NaN)
    await account.click()
    await page.getByRole("button", { name: "تسجيل الخروج" }).click()
    await page.getByRole("button", { name: "تسجيل الدخول" }).waitFor()
  })
})
