import { FakeFailure } from "@parley/testing/site/fake-turn.ts"
import { describe, expect, test } from "vitest"
import { ask, composerOf, eventually } from "../../support/pages.ts"
import { choose, passTime, useSignIn } from "../../support/sign-in.ts"

const visit = useSignIn()
const { site, enter } = visit
const answers = () => site.page.locator(".answer .markdown").allInnerTexts()
/** Longer than a token's lifetime, by the page's clock. */
const longMs = 601_000

describe("a session that was ended at the provider", () => {
  test("ends in the page when the refresh token is rejected, and typed text is kept", async () => {
    const page = await enter()
    visit.issuer.endSessions()
    await passTime(page, longMs)
    await ask(page, "Do not lose this")
    await page.getByText("Your session ended. Your text is saved.").first().waitFor()
    await page.getByRole("main").getByRole("button", { name: "Sign in" }).click()
    await choose(page, "one")
    await eventually(answers).toEqual(["Hello."])
    expect(site.api.posts.map(({ content }) => content[0].text)).toEqual(["Do not lose this"])
  })

  test("shows the sign-in screen without a refresh token, and the message is sent after sign-in", async () => {
    visit.issuer.settings.refreshTokens = false
    const page = await enter()
    visit.issuer.endSessions()
    await passTime(page, longMs)
    await ask(page, "Do not lose this")
    await page.getByRole("alert").getByText("Your session ended. Your text is saved.").waitFor()
    await site.button("Sign in").click()
    await choose(page, "one")
    await eventually(answers).toEqual(["Hello."])
    expect(site.api.posts).toHaveLength(1)
  })

  test("sends no message of the first person after another person signs in", async () => {
    const page = await enter()
    visit.issuer.endSessions()
    await passTime(page, longMs)
    await ask(page, "A secret message")
    await page.getByRole("main").getByRole("button", { name: "Sign in" }).click()
    await choose(page, "two")
    await composerOf(page).waitFor()
    expect(await composerOf(page).inputValue()).toBe("")
    expect(site.api.posts).toEqual([])
  })
})

describe("an account without access", () => {
  test("is shown as such, and can sign out or be switched", async () => {
    site.api.refuseToken = (sub) => (sub === "two" ? new FakeFailure(403, "auth.forbidden") : undefined)
    const page = await enter("two")
    await page.getByRole("heading", { name: "This account doesn’t have access to Parley." }).waitFor()
    await page.getByText("You’re signed in as Two.").waitFor()
    expect(await page.getByRole("textbox").count()).toBe(0)
    await page.getByRole("main").getByRole("button", { name: "Sign out" }).click()
    await page.getByRole("heading", { name: "Parley", level: 2 }).waitFor()
    await site.button("Sign in").click()
    await page.getByRole("button", { name: "two@example.com" }).click()
    await page.getByRole("heading", { name: "This account doesn’t have access to Parley." }).waitFor()
    visit.issuer.prompts = []
    await site.button("Use another account").click()
    await choose(page, "one")
    await composerOf(page).waitFor()
    expect(visit.issuer.prompts).toEqual(["select_account"])
  })
})
