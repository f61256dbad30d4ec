import { testInAll } from "@parley/testing/cases/test-in-all.ts"
import { FakeFailure } from "@parley/testing/site/fake-turn.ts"
import { describe, expect, test } from "vitest"
import { createGate } from "../../support/gate.ts"
import { ask, composerOf, eventually } from "../../support/pages.ts"
import { choose, passTime, useSignIn } from "../../support/sign-in.ts"

const visit = useSignIn()
const { site, enter } = visit
const answers = () => site.page.locator(".answer .markdown").allInnerTexts()
const unauthorized = () => new FakeFailure(401, "auth.required")
/** Longer than a token's lifetime, by the page's clock. */
const longMs = 601_000

describe("an expired token", () => {
  test("is renewed silently with the refresh token, as is one that the API rejects, whose request is repeated once", async () => {
    const page = await enter()
    visit.issuer.prompts = []
    await passTime(page, longMs)
    await ask(page, "Hello?")
    await eventually(answers).toEqual(["Hello."])
    expect(visit.issuer.grants).toEqual(["authorization_code", "refresh_token"])
    expect(visit.issuer.prompts).toEqual([])
    expect(site.api.posts).toHaveLength(1)

    let refused = 0
    site.api.refuseToken = () => (refused++ === 0 ? unauthorized() : undefined)
    await ask(page, "And now?")
    await eventually(answers).toEqual(["Hello.", "Hello."])
    expect(site.api.posts).toHaveLength(2)
    expect(visit.issuer.grants).toEqual(["authorization_code", "refresh_token", "refresh_token"])
  })

  test("is renewed by one redirect without a refresh token, and neither the pending message nor the text typed since is lost", async () => {
    visit.issuer.settings.refreshTokens = false
    site.api.seed("cnv_a", "Of one", [["q", "An old answer"]], new Date().toISOString(), "one")
    const page = await enter("one", "/c/cnv_a")
    await page.getByText("An old answer").waitFor()
    visit.issuer.prompts = []
    await passTime(page, longMs)
    await composerOf(page).fill("And now?")
    // In one step: the redirect starts at once.
    await composerOf(page).evaluate((field: HTMLTextAreaElement) => {
      field.form?.requestSubmit()
      field.value = "Typed since"
      field.dispatchEvent(new Event("input", { bubbles: true }))
    })
    await eventually(answers).toEqual(["An old answer", "Hello."])
    expect(visit.issuer.prompts).toEqual(["none"])
    expect(site.api.posts.map(({ content }) => content[0].text)).toEqual(["And now?"])
    expect(page.url()).toBe(`${site.server.url}/c/cnv_a`)
    expect(await composerOf(page).inputValue()).toBe("Typed since")
  })

  test("is renewed by a redirect if the provider returns no ID token for the refresh token", async () => {
    const page = await enter()
    await page.getByText("Your chats will appear here.").waitFor()
    await page.route(`${visit.issuer.url}/token`, async (route) => {
      const response = await route.fetch()
      const { id_token, ...others } = await response.json()
      const isRefresh = route.request().postData()?.includes("refresh_token")
      await route.fulfill({ response, json: isRefresh ? others : { id_token, ...others } })
    })
    visit.issuer.prompts = []
    await passTime(page, longMs)
    await ask(page, "Hello?")
    await eventually(answers).toEqual(["Hello."])
    expect(visit.issuer.grants).toEqual(["authorization_code", "refresh_token", "authorization_code"])
    expect(visit.issuer.prompts).toEqual(["none"])
  })

  test("neither interrupts an answer nor prevents stopping it, and the next request uses a new token", async () => {
    const gate = createGate()
    site.api.answer = async function* () {
      yield "One, "
      await gate.opened
      yield { cut: true }
      yield "two."
    }
    const page = await enter()
    await ask(page, "Count")
    await eventually(answers).toEqual(["One,"])
    await passTime(page, longMs)
    gate.open()
    await eventually(answers).toEqual(["One, two."])
    expect(visit.issuer.grants).toEqual(["authorization_code", "refresh_token"])

    const stopped = createGate()
    site.api.answer = async function* () {
      yield "One, "
      await stopped.opened
      yield "two."
    }
    await ask(page, "Count again")
    await eventually(answers).toEqual(["One, two.", "One,"])
    await passTime(page, longMs)
    await site.button("Stop").click()
    await eventually(() => site.api.stops).toHaveLength(1)
    stopped.open()
    await page.getByText("You stopped this answer.").first().waitFor()
    expect(visit.issuer.grants).toEqual(["authorization_code", "refresh_token", "refresh_token"])
  })

  testInAll("does not prevent stopping an answer by a redirect, without a refresh token", async () => {
    visit.issuer.settings.refreshTokens = false
    const gate = createGate()
    site.api.answer = async function* () {
      yield "One, "
      await gate.opened
      yield "two."
    }
    const page = await enter()
    await ask(page, "Count")
    await eventually(answers).toEqual(["One,"])
    await passTime(page, longMs)
    await site.button("Stop").click()
    await eventually(() => site.api.stops).toHaveLength(1)
    gate.open()
    await page.getByText("You stopped this answer.").first().waitFor()
  })

  test("leads to a notice if a change was not saved because of the redirect", async () => {
    visit.issuer.settings.refreshTokens = false
    site.api.seed("cnv_a", "Of one", [["q", "a"]], new Date().toISOString(), "one")
    const page = await enter()
    await passTime(page, longMs)
    await site.button("Actions for “Of one”").click()
    await site.button("Rename").click()
    await page.getByRole("textbox", { name: "Chat title" }).fill("Renamed")
    await page.keyboard.press("Enter")
    await page.getByText("Couldn’t save the change.").first().waitFor()
    await page.getByRole("link", { name: "Of one" }).waitFor()
  })

  test("is not renewed while the provider is unavailable, and Retry works later", async () => {
    const page = await enter()
    await passTime(page, longMs)
    await page.route(`${visit.issuer.url}/**`, (route) => route.abort())
    await ask(page, "Hello?")
    await page.getByText("We can’t verify your account right now.").waitFor()
    expect(await composerOf(page).inputValue()).toBe("Hello?")
    await page.unroute(`${visit.issuer.url}/**`)
    await site.button("Retry").click()
    await eventually(answers).toEqual(["Hello."])
  })
})

describe("a token rejected by the API", () => {
  test("ends the session if the new token is rejected too, and the same turn is sent after sign-in", async () => {
    const page = await enter()
    site.api.refuseToken = unauthorized
    await ask(page, "Do not lose this")
    await page.getByText("Your session ended. Your text is saved.").first().waitFor()
    expect(await composerOf(page).inputValue()).toBe("Do not lose this")
    const turnId = await page.evaluate(() => Object.values({ ...sessionStorage }).map((kept) => JSON.parse(kept).turnId)[0])
    visit.issuer.prompts = []
    site.api.refuseToken = () => undefined
    await page.getByRole("main").getByRole("button", { name: "Sign in" }).click()
    await eventually(answers).toEqual(["Hello."])
    expect(site.api.posts.map((post) => post.turnId)).toEqual([turnId])
    expect(visit.issuer.prompts).toEqual([undefined])
  })

  test("at the start ends the session without a redirect loop", async () => {
    visit.issuer.settings.refreshTokens = false
    site.api.refuseToken = unauthorized
    const page = await site.visit()
    await site.button("Sign in").click()
    await choose(page, "one")
    await page.getByText("Your session ended.").first().waitFor()
    expect(visit.issuer.prompts).toEqual([undefined])
  })
})
