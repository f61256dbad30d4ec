import { newSigningKey } from "@parley/local/sign-in/signing-key.ts"
import { testInAll } from "@parley/testing/cases/test-in-all.ts"
import { runsAll } from "@parley/testing/cases/test-set.ts"
import type { Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { createGate } from "../../support/gate.ts"
import { answersOf, ask, composerOf, eventually } from "../../support/pages.ts"
import { choose, passTime } from "../../support/sign-in.ts"
import { useSignedInStage } from "../../support/signed-in-stage.ts"
import { violations } from "../../support/site-page.ts"

/** Longer than an ID token's lifetime, by the page's clock. */
const longMs = 3_601_000
const signIn = async (page: Page, account: "one" | "two") => {
  await page.getByRole("button", { name: "Sign in", exact: true }).first().click()
  await choose(page, account)
}
const signOut = async (page: Page, name: "One" | "Two") => {
  await page.getByRole("button", { name: `Account: ${name}` }).click()
  await page.getByRole("button", { name: "Sign out" }).click()
  await page.getByRole("button", { name: "Sign in", exact: true }).first().waitFor()
}
const conversation = (page: Page, title: string) => page.getByRole("link", { name: title })

/** In `npm run test:all`: the scripted API covers the same redirects in `npm test`. */
if (runsAll)
  describe("with required sign-in", () => {
    const all = useSignedInStage("off", { refreshTokens: false })

    test("a conversation belongs to the account, and a reload signs in again with one silent redirect", async () => {
      const page = await all.visit()
      await signIn(page, "one")
      await ask(page, "Whose is this?")
      await eventually(() => answersOf(page)).toEqual(["Hello from the model."])
      await composerOf(page).fill("A draft")
      const address = page.url()
      expect(all.takeAsked()).toEqual(["auth as needed", "token authorization_code"])
      await page.reload()
      await eventually(() => answersOf(page)).toEqual(["Hello from the model."])
      expect(all.takeAsked()).toEqual(["auth none", "token authorization_code"])
      expect([page.url(), await composerOf(page).inputValue()]).toEqual([address, "A draft"])
      expect((await page.context().cookies(all.stage.url)).map(({ name }) => name)).not.toContain("visitor")
    })

    test("without a refresh token one redirect fetches a new token, and the pending message is sent once", async () => {
      const page = await all.visit()
      await signIn(page, "two")
      await ask(page, "First")
      await eventually(() => answersOf(page)).toEqual(["Hello from the model."])
      await passTime(page, longMs)
      all.takeAsked()
      await ask(page, "Second")
      await eventually(() => answersOf(page)).toEqual(["Hello from the model.", "Hello from the model."])
      expect(all.takeAsked()).toEqual(["auth none", "token authorization_code"])
      expect(all.bedrock.calls).toHaveLength(2)
    })

    test("an answer streams past the token's expiry, and a reload during it resumes it", async () => {
      const gates = [createGate(), createGate()]
      all.bedrock.otherwise({ beforeDelta: (index) => gates[index - 1]?.opened })
      const page = await all.visit()
      await signIn(page, "one")
      await ask(page, "Slowly")
      await eventually(() => answersOf(page)).toEqual(["Hello"])
      await passTime(page, longMs)
      gates[0]?.open()
      await eventually(() => answersOf(page)).toEqual(["Hello from"])
      all.takeAsked()
      await page.reload()
      await eventually(() => answersOf(page)).toEqual(["Hello from"])
      expect(all.takeAsked()).toEqual(["auth none", "token authorization_code"])
      gates[1]?.open()
      await eventually(() => answersOf(page)).toEqual(["Hello from the model."])
      expect(all.bedrock.calls).toHaveLength(1)
    })
  })

describe("with optional sign-in", () => {
  const both = useSignedInStage("on")

  test("the provider's page is accessible, and sign-in can be cancelled and retried", async () => {
    const page = await both.visit()
    await page.getByRole("button", { name: "Sign in", exact: true }).first().click()
    await page.getByRole("heading", { name: "Sign in to Parley" }).waitFor()
    // The content security policy blocks axe; without it the page is the same.
    const bare = await page.context().browser()?.newPage({ bypassCSP: true })
    await bare?.setContent(await page.content())
    expect(bare && (await violations(bare))).toEqual([])
    await bare?.close()
    await page.getByRole("button", { name: "Back without signing in" }).click()
    await page.getByText("Sign-in was cancelled or denied.").waitFor()
    await page.getByRole("button", { name: "Retry" }).click()
    await choose(page, "one")
  })

  test("a token is renewed in the page before it expires and when the API rejects the old one", async () => {
    const page = await both.visit()
    await signIn(page, "one")
    await passTime(page, longMs)
    both.takeAsked()
    await ask(page, "First")
    await eventually(() => answersOf(page)).toEqual(["Hello from the model."])
    expect(both.takeAsked()).toEqual(["token refresh_token"])
    // New signing keys, and function processes that have not cached the old ones.
    both.issuer.useKeys([await newSigningKey()])
    await both.stage.killFunction("chat")
    await both.stage.killFunction("conversations")
    await ask(page, "Second")
    await eventually(() => answersOf(page)).toEqual(["Hello from the model.", "Hello from the model."])
    expect(both.takeAsked()).toEqual(["token refresh_token"])
    expect(both.bedrock.calls).toHaveLength(2)
  })

  test("a reload signs in again with one silent redirect; signing out ends the provider's session, and the next person sees no data of the first", async () => {
    const page = await both.visit()
    await signIn(page, "one")
    await ask(page, "The first person's question")
    await eventually(() => answersOf(page)).toEqual(["Hello from the model."])
    await composerOf(page).fill("The first person's draft")
    const theirs = page.url()
    expect(both.takeAsked()).toEqual(["auth as needed", "token authorization_code"])
    await page.reload()
    await eventually(() => answersOf(page)).toEqual(["Hello from the model."])
    expect(both.takeAsked()).toEqual(["auth none", "token authorization_code"])
    expect([page.url(), await composerOf(page).inputValue()]).toEqual([theirs, "The first person's draft"])
    await signOut(page, "One")
    expect(both.takeAsked()).toEqual(["session end"])
    expect(await composerOf(page).inputValue()).toBe("")
    await signIn(page, "two")
    expect(await conversation(page, "The first person's question").count()).toBe(0)
    expect(await composerOf(page).inputValue()).toBe("")
    await page.goto(theirs)
    await page.getByRole("button", { name: "Account: Two" }).waitFor()
    await page.getByText("Chat not found").waitFor()
    expect(await page.getByText("The first person's question").count()).toBe(0)
    await signOut(page, "Two")
    await signIn(page, "one")
    await conversation(page, "The first person's question").waitFor()
  })

  testInAll("a visitor's conversations can be claimed, belong to the account afterwards, and leave the page at sign-out", async () => {
    const page = await both.visit()
    await ask(page, "Asked before signing in")
    await eventually(() => answersOf(page)).toEqual(["Hello from the model."])
    await signIn(page, "two")
    expect(await conversation(page, "Asked before signing in").count()).toBe(0)
    await page.getByRole("heading", { name: "Add this chat to your account?" }).waitFor()
    await page.getByRole("button", { name: "Add", exact: true }).click()
    await page.getByText("1 chat was added.").first().waitFor()
    await conversation(page, "Asked before signing in").click()
    await eventually(() => answersOf(page)).toEqual(["Hello from the model."])
    await signOut(page, "Two")
    expect(await conversation(page, "Asked before signing in").count()).toBe(0)
    const elsewhere = await both.visit()
    await signIn(elsewhere, "two")
    await conversation(elsewhere, "Asked before signing in").waitFor()
  })

  testInAll("signing out in one tab signs out the other tabs", async () => {
    const page = await both.visit()
    await signIn(page, "one")
    const tab = await both.openTab(page.context())
    await tab.getByRole("button", { name: "Account: One" }).waitFor()
    await signOut(page, "One")
    await tab.getByRole("button", { name: "Sign in", exact: true }).first().waitFor()
    await tab.reload()
    await tab.getByRole("button", { name: "Sign in", exact: true }).first().waitFor()
  })
})
