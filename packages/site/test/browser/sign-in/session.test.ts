import { FakeFailure } from "@parley/testing/site/fake-turn.ts"
import { describe, expect, test } from "vitest"
import { createGate } from "../../support/gate.ts"
import { ask, composerOf, eventually } from "../../support/pages.ts"
import { choose, useSignIn } from "../../support/sign-in.ts"

const visit = useSignIn()
const { site, enter } = visit
const answers = () => site.page.locator(".answer .markdown").allInnerTexts()
const unauthorized = () => new FakeFailure(401, "auth.required")
/** More than a token lasts, by the page's clock. */
const longMs = 601_000

describe("a token whose time is over", () => {
  test("is renewed with the refresh token, without a word", async () => {
    const page = await enter()
    // What the page reads at its start is over: from here on the time is the test's.
    await page.getByText("Your chats will appear here.").waitFor()
    await page.clock.install()
    visit.issuer.prompts = []
    await page.clock.fastForward(longMs)
    await ask(page, "Hello?")
    await eventually(answers).toEqual(["Hello."])
    expect(visit.issuer.grants).toEqual(["authorization_code", "refresh_token"])
    expect(visit.issuer.prompts).toEqual([])
    expect(site.api.posts).toHaveLength(1)
  })

  test("without a refresh token takes one way over the provider, and the message that waited is sent", async () => {
    visit.issuer.settings.refreshTokens = false
    site.api.seed("cnv_a", "Of one", [["q", "An old answer"]], new Date().toISOString(), "one")
    const page = await enter("one", "/c/cnv_a")
    await page.getByText("An old answer").waitFor()
    await page.clock.install()
    visit.issuer.prompts = []
    await page.clock.fastForward(longMs)
    await ask(page, "And now?")
    await eventually(answers).toEqual(["An old answer", "Hello."])
    expect(visit.issuer.prompts).toEqual(["none"])
    expect(site.api.posts).toHaveLength(1)
    expect(page.url()).toBe(`${site.server.url}/c/cnv_a`)
    expect(await composerOf(page).inputValue()).toBe("")
  })

  test("sends the message that waited, and leaves what was typed since where it is", async () => {
    visit.issuer.settings.refreshTokens = false
    const page = await enter()
    await page.getByText("Your chats will appear here.").waitFor()
    await page.clock.install()
    await page.clock.fastForward(longMs)
    await composerOf(page).fill("And now?")
    // In one go: the way over the provider begins at once.
    await composerOf(page).evaluate((field: HTMLTextAreaElement) => {
      field.form?.requestSubmit()
      field.value = "Typed since"
      field.dispatchEvent(new Event("input", { bubbles: true }))
    })
    await eventually(answers).toEqual(["Hello."])
    expect(site.api.posts.map(({ content }) => content[0].text)).toEqual(["And now?"])
    expect(await composerOf(page).inputValue()).toBe("Typed since")
  })

  test("takes that way, too, where the provider gives no ID token for the refresh token", async () => {
    const page = await enter()
    await page.getByText("Your chats will appear here.").waitFor()
    await page.route(`${visit.issuer.url}/token`, async (route) => {
      const response = await route.fetch()
      const { id_token, ...others } = await response.json()
      const isRefresh = route.request().postData()?.includes("refresh_token")
      await route.fulfill({ response, json: isRefresh ? others : { id_token, ...others } })
    })
    await page.clock.install()
    visit.issuer.prompts = []
    await page.clock.fastForward(longMs)
    await ask(page, "Hello?")
    await eventually(answers).toEqual(["Hello."])
    expect(visit.issuer.grants).toEqual(["authorization_code", "refresh_token", "authorization_code"])
    expect(visit.issuer.prompts).toEqual(["none"])
  })

  test("does not end an answer that is being read, and what comes after it uses a new one", async () => {
    const gate = createGate()
    site.api.answer = async function* () {
      yield "One, "
      await gate.opened
      yield { cut: true }
      yield "two."
    }
    const page = await enter()
    await page.clock.install()
    await ask(page, "Count")
    await eventually(answers).toEqual(["One,"])
    await page.clock.fastForward(longMs)
    gate.open()
    await page.clock.fastForward(2_000)
    await eventually(answers).toEqual(["One, two."])
    expect(visit.issuer.grants).toEqual(["authorization_code", "refresh_token"])
  })

  test("still lets an answer be stopped", async () => {
    const gate = createGate()
    site.api.answer = async function* () {
      yield "One, "
      await gate.opened
      yield "two."
    }
    const page = await enter()
    await page.clock.install()
    await ask(page, "Count")
    await eventually(answers).toEqual(["One,"])
    await page.clock.fastForward(longMs)
    await site.button("Stop").click()
    await eventually(() => site.api.stops).toHaveLength(1)
    gate.open()
    await page.getByText("You stopped this answer.").first().waitFor()
  })

  test("without a refresh token lets it be stopped by way of the provider", async () => {
    visit.issuer.settings.refreshTokens = false
    const gate = createGate()
    site.api.answer = async function* () {
      yield "One, "
      await gate.opened
      yield "two."
    }
    const page = await enter()
    await page.clock.install()
    await ask(page, "Count")
    await eventually(answers).toEqual(["One,"])
    await page.clock.fastForward(longMs)
    await site.button("Stop").click()
    await eventually(() => site.api.stops).toHaveLength(1)
    gate.open()
    await page.getByText("You stopped this answer.").first().waitFor()
  })

  test("tells of a change that was not made on the way over the provider", async () => {
    visit.issuer.settings.refreshTokens = false
    site.api.seed("cnv_a", "Of one", [["q", "a"]], new Date().toISOString(), "one")
    const page = await enter()
    await page.clock.install()
    await page.clock.fastForward(longMs)
    await site.button("Actions for “Of one”").click()
    await site.button("Rename").click()
    await page.getByRole("textbox", { name: "Chat title" }).fill("Renamed")
    await page.keyboard.press("Enter")
    await page.getByText("Couldn’t save the change.").first().waitFor()
    await page.getByRole("link", { name: "Of one" }).waitFor()
  })

  test("is not renewed while the provider is away: that can be tried again", async () => {
    const page = await enter()
    await page.clock.install()
    await page.clock.fastForward(longMs)
    await page.route(`${visit.issuer.url}/**`, (route) => route.abort())
    await ask(page, "Hello?")
    await page.getByText("We can’t verify your account right now.").waitFor()
    expect(await composerOf(page).inputValue()).toBe("Hello?")
    await page.unroute(`${visit.issuer.url}/**`)
    await site.button("Retry").click()
    await eventually(answers).toEqual(["Hello."])
  })
})

describe("a token that the API refuses", () => {
  test("is renewed once, and the request is sent once more", async () => {
    const page = await enter()
    let refused = 0
    site.api.refuseToken = () => (refused++ === 0 ? unauthorized() : undefined)
    await ask(page, "Hello?")
    await eventually(answers).toEqual(["Hello."])
    expect(site.api.posts).toHaveLength(1)
    expect(visit.issuer.grants).toEqual(["authorization_code", "refresh_token"])
  })

  test("again and again ends the session in a notice, and after signing in the same turn is sent", async () => {
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

  test("from the start shows that the session is over, and does not turn in circles", async () => {
    visit.issuer.settings.refreshTokens = false
    site.api.refuseToken = unauthorized
    const page = await site.visit()
    await site.button("Sign in").click()
    await choose(page, "one")
    await page.getByText("Your session ended.").first().waitFor()
    expect(visit.issuer.prompts).toEqual([undefined])
  })
})
