import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { sharedBrowser } from "@parley/testing/site/browser.ts"
import { builtSite } from "@parley/testing/site/built-site.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { createGate } from "../../support/gate.ts"
import { answersOf, ask, eventually, openPage, openTab } from "../../support/pages.ts"

let browser: Browser
let bedrock: FaultBedrock
let stage: TestStage
beforeAll(async () => {
  bedrock = await startFaultBedrock()
  stage = await startTestStage({ siteFolder: await builtSite(), bedrockUrl: bedrock.url })
  browser = await sharedBrowser()
})
afterAll(async () => {
  await stage?.stop()
  await bedrock?.close()
})

test("six windows on one running turn all show it grow and end without an error", async () => {
  const gate = createGate()
  bedrock.script({
    deltas: ["One, ", "two, ", "three."],
    beforeDelta: (index) => (index === 2 ? gate.opened : undefined),
  })
  const first = await openPage(browser, stage.url)
  await ask(first.page, "Count")
  await eventually(() => answersOf(first.page)).toEqual(["One, two,"])
  await eventually(() => new URL(first.page.url()).pathname).toMatch(/^\/c\/cnv_/)
  const path = new URL(first.page.url()).pathname
  const others = []
  const statuses: number[] = []
  for (let window = 0; window < 5; window++) {
    const tab = await openTab(first.page.context(), `${stage.url}/favicon.svg`)
    tab.page.on("response", (response) => {
      if (response.url().endsWith("/api/chat")) statuses.push(response.status())
    })
    await tab.page.goto(stage.url + path)
    others.push(tab)
  }
  for (const { page } of others) await eventually(() => answersOf(page)).toEqual(["One, two,"])
  // Three of them follow the stream of the turn; the others read it.
  await eventually(() => statuses.toSorted()).toEqual([200, 200, 200, 202, 202])
  gate.open()
  for (const { page } of [first, ...others]) {
    await eventually(() => answersOf(page)).toEqual(["One, two, three."])
    await page.getByRole("button", { name: "Send", exact: true }).waitFor()
    expect(await page.locator(".notice").allInnerTexts()).toEqual([])
  }
  expect(bedrock.calls).toHaveLength(1)
  await first.close()
}, 120_000)
