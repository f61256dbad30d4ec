import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { sharedBrowser } from "@parley/testing/site/browser.ts"
import { builtSite } from "@parley/testing/site/built-site.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import type { Page } from "playwright-core"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { createGate } from "../../support/gate.ts"
import { answersOf, ask, eventually, openPage, openTab } from "../../support/pages.ts"

let bedrock: FaultBedrock
let stage: TestStage
beforeAll(async () => {
  bedrock = await startFaultBedrock()
  stage = await startTestStage({ siteFolder: await builtSite(), bedrockUrl: bedrock.url })
})
beforeEach(() => bedrock.reset())
afterAll(async () => {
  await stage?.stop()
  await bedrock?.close()
})

const press = (page: Page, name: string, index = 0) => page.getByRole("button", { name, exact: true }).nth(index).click()
const numbers = (page: Page) => page.locator(".version-number > span:first-child").allInnerTexts()
/** Until an answer has ended, nothing can be sent after it, and no message before it can be edited. */
const ended = (page: Page, count: number) =>
  page
    .getByRole("button", { name: "Regenerate", exact: true })
    .nth(count - 1)
    .waitFor()
/** The last answer of the path that the server shows. */
const storedAnswer = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const response = await fetch(`/api/conversations/${location.pathname.split("/").at(-1)}?limit=2`)
    return (await response.json()).messages.at(-1).content[0].text
  })
const answers = (...texts: string[]) => bedrock.script(...texts.map((text) => ({ deltas: [text] })))

test("versions of messages and answers are kept, switched, found and copied, also after a reload", async () => {
  const { page, complaints, close } = await openPage(await sharedBrowser(), stage.url)
  answers("One.", "Two.", "Two again.", "Another one.")
  await ask(page, "First")
  await ended(page, 1)
  await ask(page, "Second")
  await ended(page, 2)
  expect(await answersOf(page)).toEqual(["One.", "Two."])
  await press(page, "Regenerate", 1)
  await eventually(() => answersOf(page)).toEqual(["One.", "Two again."])
  await ended(page, 2)
  await press(page, "Edit message")
  await page.getByRole("textbox", { name: "Edit your message" }).fill("First, otherwise")
  await page.keyboard.press("Enter")
  await eventually(() => answersOf(page)).toEqual(["Another one."])
  await ended(page, 1)
  expect(bedrock.calls.map(({ body }) => body.messages.length)).toEqual([1, 3, 3, 1])
  await page.reload()
  await eventually(() => answersOf(page)).toEqual(["Another one."])
  await eventually(() => numbers(page)).toEqual(["2/2"])
  await press(page, "Previous version")
  await eventually(() => answersOf(page)).toEqual(["One.", "Two again."])
  await eventually(() => numbers(page)).toEqual(["1/2", "2/2"])
  await press(page, "Previous version", 1)
  await eventually(() => answersOf(page)).toEqual(["One.", "Two."])
  await eventually(() => storedAnswer(page)).toBe("Two.")
  await page.reload()
  await eventually(() => answersOf(page)).toEqual(["One.", "Two."])
  await press(page, "Search")
  await page.getByRole("combobox").fill("otherwise")
  await page.getByText("In another version").waitFor()
  await page.keyboard.press("Enter")
  await eventually(() => answersOf(page)).toEqual(["Another one."])
  await press(page, "More actions")
  await page.getByRole("menuitem", { name: "Continue in a new chat" }).click()
  await page.locator(".notification").getByText("You’re in a copy now.").waitFor()
  await eventually(() => answersOf(page)).toEqual(["Another one."])
  expect(await numbers(page)).toEqual([])
  expect(complaints).toEqual([])
  await close()
}, 60_000)

test("an answer that was cut off is continued once from two windows, as one answer", async () => {
  const gate = createGate()
  bedrock.script(
    { deltas: ["Look:\n\n```js\nconst answer = 4"], stopReason: "max_tokens" },
    {
      deltas: ["2\n```\n\n", "That is all."],
      beforeDelta: (index) => (index === 1 ? gate.opened : undefined),
    },
  )
  const { page, complaints, close } = await openPage(await sharedBrowser(), stage.url)
  const code = (window: Page) => window.locator(".answer pre").textContent()
  await ask(page, "How much?")
  await page.getByRole("button", { name: "Continue", exact: true }).waitFor()
  const other = await openTab(page.context(), page.url())
  await other.page.getByRole("button", { name: "Continue", exact: true }).waitFor()
  await press(page, "Continue")
  await eventually(() => code(page)).toBe("const answer = 42")
  await press(other.page, "Continue")
  await eventually(() => code(other.page)).toBe("const answer = 42")
  gate.open()
  for (const window of [page, other.page]) {
    await window.locator(".markdown").getByText("That is all.").waitFor()
    await window.getByRole("button", { name: "Regenerate", exact: true }).waitFor()
    expect([await window.locator(".answer").count(), await window.locator(".answer .notice").count()]).toEqual([1, 0])
  }
  expect(bedrock.calls).toHaveLength(2)
  await page.reload()
  await eventually(() => code(page)).toBe("const answer = 42")
  expect([...complaints, ...other.complaints]).toEqual([])
  await close()
}, 60_000)

test("versions that run at once lose nothing in two windows", async () => {
  const gates = [createGate(), createGate()]
  answers("One.")
  const { page, close } = await openPage(await sharedBrowser(), stage.url)
  await ask(page, "First")
  await ended(page, 1)
  gates.forEach((gate, index) => {
    bedrock.script({ deltas: [`Answer ${index} begins`, " and ends."], beforeDelta: (delta) => (delta === 1 ? gate.opened : undefined) })
  })
  await press(page, "Regenerate")
  await eventually(() => answersOf(page)).toEqual(["Answer 0 begins"])
  await press(page, "Previous version")
  await eventually(() => answersOf(page)).toEqual(["One."])
  await press(page, "Regenerate")
  await eventually(() => answersOf(page)).toEqual(["Answer 1 begins"])
  const other = await openTab(page.context(), page.url())
  await eventually(() => answersOf(other.page)).toEqual(["Answer 1 begins"])
  await press(other.page, "Previous version")
  await eventually(() => answersOf(other.page)).toEqual(["Answer 0 begins"])
  for (const gate of gates) gate.open()
  await eventually(() => answersOf(other.page)).toEqual(["Answer 0 begins and ends."])
  await eventually(() => answersOf(page)).toEqual(["Answer 1 begins and ends."])
  await eventually(() => numbers(page)).toEqual(["3/3"])
  await close()
}, 60_000)
