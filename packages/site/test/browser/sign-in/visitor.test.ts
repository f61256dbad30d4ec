import { testInAll } from "@parley/testing/cases/test-in-all.ts"
import { beforeEach, describe, expect, test } from "vitest"
import { ask, composerOf, eventually } from "../../support/pages.ts"
import { choose, useSignIn } from "../../support/sign-in.ts"

const visit = useSignIn()
const { site, enter } = visit
const answers = () => site.page.locator(".answer .markdown").allInnerTexts()
const owners = () => site.api.conversations.map(({ owner }) => owner)

describe("a site without sign-in", () => {
  test("does not fetch the sign-in bundle", async () => {
    site.api.signIn = null
    const page = await site.visit()
    await ask(page, "Hello?")
    await eventually(answers).toEqual(["Hello."])
    await page.waitForLoadState("networkidle")
    const files = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname))
    expect(files.filter((path) => /shortcuts-dialog|remove-all-dialog/.test(path))).toHaveLength(2)
    expect(files.filter((path) => /\/(sign-in|provider)\./.test(path))).toEqual([])
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([])
  })

  test("treats the callback path as an ordinary page", async () => {
    site.api.signIn = null
    const page = await site.visit("/signed-in?code=a&state=b")
    await ask(page, "Hello?")
    await eventually(answers).toEqual(["Hello."])
  })
})

describe("with optional sign-in", () => {
  beforeEach(() => {
    if (site.api.signIn) site.api.signIn.anonymous = true
  })

  test("the page works anonymously and does not fetch the library before it is needed", async () => {
    const page = await site.visit()
    await ask(page, "Hello?")
    await eventually(answers).toEqual(["Hello."])
    await site.button("Sign in").waitFor()
    const files = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname))
    expect(files.filter((path) => /\/sign-in\./.test(path))).toHaveLength(1)
    expect(files.filter((path) => /\/provider\./.test(path))).toEqual([])
    expect(owners()).toEqual(["visitor"])
  })

  testInAll("a draft from before sign-in is there afterwards", async () => {
    const page = await site.visit()
    await composerOf(page).fill("Written before")
    await site.button("Sign in").click()
    await choose(page, "one")
    expect(await composerOf(page).inputValue()).toBe("Written before")
  })

  test("a cancelled sign-in leaves the page unchanged, with a notice; a later one offers no claim without earlier conversations", async () => {
    const page = await site.visit()
    await composerOf(page).fill("Written before")
    await site.button("Sign in").click()
    await page.getByRole("button", { name: "Cancel" }).click()
    await page.getByText("Sign-in was cancelled or denied.").waitFor()
    expect(await composerOf(page).inputValue()).toBe("Written before")
    await site.button("Not now").click()
    await page.getByText("Sign-in was cancelled").waitFor({ state: "detached" })
    await site.button("Sign in").click()
    await choose(page, "one")
    await eventually(() => site.api.asked.map(([route]) => route)).toContain("GET /conversations/adopt")
    await page.waitForLoadState("networkidle")
    expect(await site.button("Add").count()).toBe(0)
  })

  testInAll("a person's drafts are not shown to the next person after the session ended", async () => {
    const page = await enter("one")
    await composerOf(page).fill("A secret draft")
    visit.issuer.endSessions()
    await page.reload()
    await site.button("Sign in").waitFor()
    expect(await composerOf(page).inputValue()).toBe("")
    await site.button("Sign in").click()
    await choose(page, "one")
    expect(await composerOf(page).inputValue()).toBe("A secret draft")
  })

  test("after sign-in the open conversation shows the claim offer, not an error", async () => {
    site.api.seed("cnv_a", "First", [["q", "An old answer"]])
    site.api.seed("cnv_b", "Second", [["q", "a"]])
    const page = await site.visit("/c/cnv_a")
    const refused: string[] = []
    page.on("response", (response) => response.status() >= 400 && refused.push(response.url()))
    await page.getByText("An old answer").waitFor()
    await site.button("Sign in").click()
    await choose(page, "one")
    await page.getByRole("heading", { name: "Add this chat to your account?" }).waitFor()
    await page.getByText("You started it, and 1 other chat, before you signed in.").waitFor()
    expect(await page.getByRole("textbox", { name: "Message" }).count()).toBe(0)
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Add")
    // Refocusing and reloading the page change nothing.
    await page.evaluate(() => dispatchEvent(new Event("focus")))
    await page.reload()
    await page.getByRole("heading", { name: "Add this chat to your account?" }).waitFor()
    await site.button("Add").click()
    await page.getByText("2 chats were added.").first().waitFor()
    await page.getByRole("link", { name: "Second" }).waitFor()
    await page.getByText("An old answer").waitFor()
    expect(page.url()).toBe(`${site.server.url}/c/cnv_a`)
    expect(owners()).toEqual(["one", "one"])
    await site.button("Add").waitFor({ state: "detached" })
    expect(refused).toEqual([])
  })

  test("a claimable conversation opened by its URL is shown as not in the account, and once claimed, although the index of the list lags", async () => {
    site.api.seed("cnv_a", "First", [["q", "An old answer"]])
    const page = await enter("one")
    await site.button("Add").waitFor()
    await page.evaluate(() => {
      history.pushState(null, "", "/c/cnv_a")
      dispatchEvent(new PopStateEvent("popstate"))
    })
    await page.getByRole("heading", { name: "This chat isn’t in your account" }).waitFor()
    site.api.index = []
    const reads = () => site.api.asked.filter(([route, owner]) => route === "GET /conversations" && owner === "one").length
    const before = reads()
    await site.button("Add").click()
    await page.getByText("An old answer").waitFor()
    await eventually(reads).toBeGreaterThan(before)
    site.api.index = undefined
    await page.getByRole("link", { name: "First" }).waitFor()
  })

  test("a draft in a claimable conversation stays in it", async () => {
    site.api.seed("cnv_a", "First", [["q", "An old answer"]])
    const page = await site.visit("/c/cnv_a")
    await page.getByText("An old answer").waitFor()
    await composerOf(page).fill("Written before")
    await site.button("Sign in").click()
    await choose(page, "one")
    await page.getByRole("heading", { name: "Add this chat to your account?" }).waitFor()
    await page.getByRole("button", { name: "New chat" }).first().click()
    await page.getByRole("heading", { name: "What would you like to know?" }).waitFor()
    expect(await composerOf(page).inputValue()).toBe("")
    await page.goBack()
    await page.getByRole("heading", { name: "Add this chat to your account?" }).waitFor()
    await site.button("Add").click()
    await page.getByText("An old answer").waitFor()
    expect(await composerOf(page).inputValue()).toBe("Written before")
  })

  test("claiming continues in batches and retries conversations with a running turn", async () => {
    for (const id of ["cnv_a", "cnv_b", "cnv_c"]) site.api.seed(id, id, [["q", "a"]])
    site.api.adoption = [
      { left: true, busy: 0 },
      { left: false, busy: 1 },
    ]
    const page = await enter()
    await page.clock.install()
    await site.button("Add").click()
    await site.button("Adding…").waitFor()
    await eventually(owners).toEqual(["one", "visitor", "one"])
    await page.clock.runFor(3_000)
    await page.getByText("3 chats were added.").first().waitFor()
    expect(owners()).toEqual(["one", "one", "one"])
    expect(site.api.asked.filter(([route]) => route === "POST /conversations/adopt")).toHaveLength(3)
  })

  test("a conversation whose turn keeps running is offered again", async () => {
    site.api.seed("cnv_a", "First", [["q", "a"]])
    site.api.adoption = Array.from({ length: 4 }, () => ({ left: false, busy: 1 }))
    const page = await enter()
    await page.clock.install()
    await site.button("Add").click()
    for (const calls of [1, 2, 3, 4]) {
      await eventually(() => site.api.asked.filter(([route]) => route === "POST /conversations/adopt").length).toBe(calls)
      await page.clock.runFor(8_500)
    }
    await page.getByText("Some chats couldn’t be added yet.").waitFor()
    await site.button("Retry").click()
    await eventually(owners).toEqual(["one"])
  })

  test("Not now applies to this tab only", async () => {
    site.api.seed("cnv_a", "First", [["q", "a"]])
    const page = await site.visit("/c/cnv_a")
    await page.getByText("a", { exact: true }).waitFor()
    await composerOf(page).fill("Written before")
    await site.button("Sign in").click()
    await choose(page, "one")
    await page.getByRole("heading", { name: "Add this chat to your account?" }).waitFor()
    await site.button("Not now").click()
    await page.getByRole("heading", { name: "What would you like to know?" }).waitFor()
    expect(await composerOf(page).inputValue()).toBe("Written before")
    await page.reload()
    await page.getByRole("button", { name: "Account: One" }).waitFor()
    await eventually(() => site.api.asked.filter(([route, owner]) => route === "GET /conversations" && owner === "one").length).toBe(2)
    expect(await site.button("Add").count()).toBe(0)
    const tab = await site.openTab()
    await tab.getByRole("button", { name: "Add" }).waitFor()
    expect(owners()).toEqual(["visitor"])
  })
})
