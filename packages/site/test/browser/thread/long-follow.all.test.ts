import { positionOf } from "@parley/core/turn/position.ts"
import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { launchBrowser } from "@parley/testing/site/browser.ts"
import { builtSite } from "@parley/testing/site/built-site.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { answersOf, ask, eventually, openPage, openTab } from "../../support/pages.ts"

let browser: Browser
let bedrock: FaultBedrock
let stage: TestStage
beforeAll(async () => {
  bedrock = await startFaultBedrock()
  stage = await startTestStage({ siteFolder: await builtSite(), bedrockUrl: bedrock.url })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await stage?.stop()
  await bedrock?.close()
})

test("a window that follows a long answer rejoins after `turn.follow`, and shows the whole answer", async () => {
  // Longer than the 20 seconds for which the server keeps a follower.
  const deltas = Array.from({ length: 35 }, (_, index) => `word ${index} `)
  bedrock.script({ deltas, delayMs: 1_000 })
  const first = await openPage(browser, stage.url)
  await ask(first.page, "Count")
  await eventually(() => answersOf(first.page)).toEqual([expect.stringMatching(/^word 0/)])
  const posts: { after?: string }[] = []
  const second = await openTab(first.page.context(), `${stage.url}/favicon.svg`)
  second.page.on("request", (request) => {
    if (request.url().endsWith("/api/chat")) posts.push(JSON.parse(request.postData() ?? "{}"))
  })
  await second.page.goto(first.page.url())
  await expect.poll(() => answersOf(second.page), { timeout: 90_000, interval: 500 }).toEqual([deltas.join("").trim()])
  expect(posts.length).toBeGreaterThan(1)
  const [before, last] = [posts[0], posts.at(-1)].map((post) => positionOf(post?.after ?? "")?.length ?? 0)
  expect(last).toBeGreaterThan(before ?? 0)
  expect(await second.page.locator(".notice").allInnerTexts()).toEqual([])
  await first.close()
}, 180_000)
