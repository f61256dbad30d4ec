import { wireFrames } from "@parley/testing/answers/writing.ts"
import type { Versions } from "@parley/testing/earlier/deployment.ts"
import type { Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { press, shows, useDeployment } from "../../support/deployment.ts"
import { answersOf, ask, composerOf, eventually } from "../../support/pages.ts"

const site = useDeployment()

const now = "this version"
const before = "the version before"
const pairs: [page: string, functions: string, versions: Versions][] = [
  [now, before, { page: "now", functions: "before" }],
  [before, now, { page: "before", functions: "now" }],
]

const questionsOf = (page: Page) => page.locator(".question p").allInnerTexts()

describe.each(pairs)("the page of %s with the functions of %s", (_page, _functions, versions) => {
  test("shows an answer while it is written, and opens, finds, renames and deletes the chat later", async () => {
    const page = await site.visit(versions)
    const letGo = site.heldAnswer(["The castle ", "is ", "old."])
    await ask(page, "How old is it?")
    await eventually(() => answersOf(page)).toEqual(["The castle is"])
    letGo()
    await shows(page, "The castle is old.")
    expect(site.posts()).toEqual(["POST /api/chat 200"])
    await page.getByRole("button", { name: "New chat", exact: true }).first().click()
    await site.say(page, "Another?", "Another.")
    await page.getByRole("link", { name: "How old is it?" }).click()
    await shows(page, "The castle is old.")
    await site.say(page, "Really?", "Yes.")
    expect(site.prompt()).toEqual(["How old is it?", "The castle is old.", "Really?"])
    await press(page, "Search")
    await page.getByRole("combobox").fill("another")
    await page.getByText("1 chat found").waitFor()
    await page.keyboard.press("Enter")
    await shows(page, "Another.")
    await press(page, "Actions for “How old is it?”")
    await press(page, "Rename")
    await page.getByRole("textbox", { name: "Chat title" }).fill("Castle")
    await page.keyboard.press("Enter")
    await page.reload()
    await press(page, "Actions for “Castle”")
    await press(page, "Delete")
    await page.getByRole("link", { name: "Castle" }).waitFor({ state: "detached" })
    await page.reload()
    await shows(page, "Another.")
    const stored = async () => (await (await page.request.get(`${site.deployment.url}/api/conversations`)).json()).conversations
    await eventually(async () => (await stored()).length).toBe(1)
  }, 60_000)

  test("regenerates the last answer, edits the last message and asks for more of a cut answer, and shows the same after a reload", async () => {
    const page = await site.visit(versions)
    await site.say(page, "First", "One.")
    await site.say(page, "Second", "Two.")
    await site.regenerate(page, "Two again.")
    await site.editLast(page, "Second, edited", "Two, edited.")
    expect(site.prompt()).toEqual(["First", "One.", "Second, edited"])
    await page.reload()
    await shows(page, "One.", "Two, edited.")
    site.bedrock.script({ deltas: ["Cut"], stopReason: "max_tokens" })
    await ask(page, "Long?")
    await shows(page, "One.", "Two, edited.", "Cut")
    await site.continueLast(page, "Rest.")
    await page.reload()
    await shows(page, "One.", "Two, edited.", "Cut", "Rest.")
    expect(await questionsOf(page)).toEqual(["First", "Second, edited", "Long?", "Continue."])
    expect(site.posts()).toHaveLength(6)
  }, 60_000)

  test("stops an answer, and keeps its text after a reload", async () => {
    const page = await site.visit(versions)
    const letGo = site.heldAnswer(["Half ", "of it", " is missing."])
    await ask(page, "Long?")
    await eventually(() => answersOf(page)).toEqual(["Half of it"])
    await press(page, "Stop")
    await page.locator(".answer").getByText("You stopped this answer.").waitFor()
    letGo()
    await page.reload()
    await page.locator(".answer").getByText("You stopped this answer.").waitFor()
    await shows(page, "Half of it")
    await site.say(page, "Shorter?", "Yes.")
  }, 60_000)

  test("follows an answer after a reload and after a lost connection, with the text so far", async () => {
    const page = await site.visit(versions)
    const letGo = site.heldAnswer(["One 😀, ", "two, ", "three."])
    await ask(page, "Count")
    await eventually(() => answersOf(page)).toEqual(["One 😀, two,"])
    await page.reload()
    await eventually(() => answersOf(page)).toEqual(["One 😀, two,"])
    await site.cut()
    letGo()
    await shows(page, "One 😀, two, three.")
    expect(await page.locator(".notice").allInnerTexts()).toEqual([])
    expect(site.bedrock.calls).toHaveLength(1)
  }, 60_000)
})

describe.each([now, before])("a tab with the page of %s that was opened with the functions of the version before", (name) => {
  test("follows its answer through a deployment of this version, and goes on with it", async () => {
    const page = await site.visit({ page: name === now ? "now" : "before", functions: "before" })
    await site.say(page, "First", "One.")
    const letGo = site.heldAnswer(["Two 😀, ", "and ", "more."])
    await ask(page, "Second")
    await eventually(() => answersOf(page)).toEqual(["One.", "Two 😀, and"])
    site.deployment.deploy({ page: "now", functions: "now" })
    await site.cut()
    letGo()
    await shows(page, "One.", "Two 😀, and more.")
    await site.regenerate(page, "Two again.")
    await site.editLast(page, "Second, edited", "Two, edited.")
    expect(site.prompt()).toEqual(["First", "One.", "Second, edited"])
    await site.say(page, "Third", "Three.")
    await page.reload()
    await shows(page, "One.", "Two, edited.", "Three.")
    await eventually(() => page.locator(".version-number").count()).toBe(1)
  }, 60_000)
})

test("a chat goes on with each page and all functions, and keeps the messages of all", async () => {
  const first = await site.visit({ page: "before", functions: "before" })
  await site.say(first, "First", "One.")
  await site.editLast(first, "First, edited", "One, edited.")
  const second = await site.open(first, { page: "now", functions: "before" })
  await shows(second, "One, edited.")
  await site.say(second, "Second", "Two.")
  const third = await site.open(first, { page: "before", functions: "now" })
  await shows(third, "One, edited.", "Two.")
  await site.say(third, "Third", "Three.")
  const fourth = await site.open(first, { page: "now", functions: "now" })
  await shows(fourth, "One, edited.", "Two.", "Three.")
  await site.regenerate(fourth, "Three again.")
  await eventually(() => fourth.locator(".version-number").count()).toBe(1)
  const fifth = await site.open(first, { page: "before", functions: "now" })
  await shows(fifth, "One, edited.", "Two.", "Three again.")
  await site.say(fifth, "Fourth", "Four.")
  // Functions without a tree read all messages in the order of time.
  const sixth = await site.open(first, { page: "now", functions: "before" })
  await shows(sixth, "One, edited.", "Two.", "Three.", "Three again.", "Four.")
  await site.say(sixth, "Fifth", "Five.")
  const last = await site.open(first, { page: "now", functions: "now" })
  await shows(last, "One, edited.", "Two.", "Three again.", "Four.", "Five.")
  await site.say(last, "Sixth", "Six.")
  expect(site.prompt()?.filter((_, index) => index % 2 === 0)).toEqual(["First, edited", "Second", "Third", "Fourth", "Fifth", "Sixth"])
}, 120_000)

describe("the page of the version before", () => {
  test("shows the text of an answer with reasoning", async () => {
    const page = await site.visit({ page: "before", functions: "now" })
    const reasoning = { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { text: "Let me see." } } } }
    const text = { contentBlockDelta: { contentBlockIndex: 1, delta: { text: "It is there." } } }
    site.bedrock.script({ frames: wireFrames([reasoning, { contentBlockStop: { contentBlockIndex: 0 } }, text]) })
    await ask(page, "Where?")
    await shows(page, "It is there.")
    await page.reload()
    await page.locator(".answer").getByText("It is there.").waitFor()
    expect(await page.locator("summary", { hasText: "Reasoning" }).count()).toBe(1)
  }, 60_000)

  test("shows an answer that the page of this version has continued, and goes on after it", async () => {
    const page = await site.visit({ page: "before", functions: "now" })
    site.bedrock.script({ deltas: ["One, "], stopReason: "max_tokens" })
    await ask(page, "Count")
    await shows(page, "One,")
    const other = await site.open(page, { page: "now", functions: "now" })
    await shows(other, "One,")
    site.answers("two.")
    await press(other, "Continue")
    await shows(other, "One, two.")
    const again = await site.open(page, { page: "before", functions: "now" })
    await shows(again, "One,", "two.")
    await site.say(again, "Further", "Three.")
    expect(site.prompt()).toEqual(["Count", "One, two.", "Further"])
  }, 60_000)
})

describe("a tab with the page and functions of this version", () => {
  test("says that a message is not sent if the functions of the version before return, keeps it, and sends it after a reload", async () => {
    const page = await site.visit({ page: "now", functions: "now" })
    await site.say(page, "First", "One.")
    site.deployment.deploy({ functions: "before" })
    await ask(page, "Second")
    await page.getByText("Not sent.").first().waitFor()
    expect(site.takeRefused()).toEqual(["POST /api/chat 400"])
    await page.reload()
    await shows(page, "One.")
    await eventually(() => composerOf(page).inputValue()).toBe("Second")
    site.answers("Two.")
    await composerOf(page).press("Enter")
    await shows(page, "One.", "Two.")
    expect(site.posts()).toHaveLength(2)
  }, 60_000)

  test("keeps the text of a running answer if functions of the version before answer for a moment, and Retry follows it to its end", async () => {
    const page = await site.visit({ page: "now", functions: "now" })
    const letGo = site.heldAnswer(["One 😀, ", "two, ", "three."])
    await ask(page, "Count")
    await eventually(() => answersOf(page)).toEqual(["One 😀, two,"])
    site.deployment.deploy({ functions: "before" })
    await site.cut()
    await page.locator(".notice").getByText("Connection lost.").waitFor()
    expect(await answersOf(page)).toEqual(["One 😀, two,"])
    expect(site.takeRefused()).toEqual(["POST /api/chat 400"])
    site.deployment.deploy({ functions: "now" })
    await press(page, "Retry")
    letGo()
    await shows(page, "One 😀, two, three.")
  }, 60_000)
})
