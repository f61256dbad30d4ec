import { setTimeout as sleep } from "node:timers/promises"
import { sharedBrowser } from "@parley/testing/site/browser.ts"
import { type SiteServer, startSiteServer } from "@parley/testing/site/site-server.ts"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { createGate } from "../support/gate.ts"
import { ask, eventually, openPage } from "../support/pages.ts"

let browser: Browser
let site: SiteServer
beforeAll(async () => {
  site = await startSiteServer()
  browser = await sharedBrowser()
})
afterAll(async () => {
  await site?.stop()
})

describe("code in an answer", () => {
  test("is highlighted when it is complete, under the content security policy, and is copied verbatim", async () => {
    const gate = createGate()
    const api = site.reset()
    api.answer = async function* () {
      yield "Run this:\n\n```ts\nconst answer = 42\n"
      await gate.opened
      yield "```\n\nand more.\n"
    }
    const { page, complaints, close } = await openPage(browser, site.url)
    await ask(page, "Code?")
    const code = page.locator(".markdown pre code")
    await eventually(() => code.textContent()).toBe("const answer = 42")
    expect(await page.locator(".code-keyword").count()).toBe(0)
    gate.open()
    await page.locator(".code-keyword", { hasText: "const" }).waitFor()
    expect(await code.textContent()).toBe("const answer = 42")
    expect(complaints).toEqual([])
    await close()
  })

  test("keeps its lines if it is long, while it grows and when it is complete", async () => {
    const lines = Array.from({ length: 400 }, (_, index) => (index % 9 ? `line ${index} of the code` : "")).join("\n")
    const gate = createGate()
    const api = site.reset()
    api.answer = async function* () {
      const text = `\`\`\`text\n${lines}\nlast`
      for (let at = 0; at < text.length; at += 400) {
        yield text.slice(at, at + 400)
        // So that the page shows it piece by piece.
        await sleep(20)
      }
      await gate.opened
      yield " line\n```\n"
    }
    const { page, complaints, close } = await openPage(browser, site.url)
    await ask(page, "Code?")
    const code = page.locator(".markdown pre code")
    await eventually(() => code.textContent()).toBe(`${lines}\nlast`)
    expect(await page.locator(".code-part").count()).toBeGreaterThan(2)
    const height = (await code.boundingBox())?.height
    gate.open()
    await eventually(() => code.textContent()).toBe(`${lines}\nlast line`)
    expect((await code.boundingBox())?.height).toBe(height)
    expect(complaints).toEqual([])
    await close()
  })
})
