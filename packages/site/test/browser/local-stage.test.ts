import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type LocalStage, startLocalStage } from "@parley/local/stage.ts"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { launchBrowser } from "../support/browser.ts"
import { builtSite } from "../support/built-site.ts"
import { ask, eventually, openPage } from "../support/pages.ts"

let browser: Browser
let stage: LocalStage
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "parley-site-"))
  const env = { PATH: process.env.PATH, PORT: "0", BEDROCK_PORT: "0", DYNAMODB_PORT: "0", DATA_DIR: folder }
  stage = await startLocalStage({ env, folder, siteFolder: await builtSite(), say: () => {} })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await stage?.stop()
  await rm(folder, { recursive: true, force: true })
})

const question = "How long are conversations kept?"

describe("with the real API behind it", () => {
  test("an answer is streamed, resumed after a reload, and there by its address later", async () => {
    const { page, complaints, close } = await openPage(browser, stage.url)
    await ask(page, question)
    const answer = page.locator(".answer .markdown")
    await answer.waitFor()
    await page.reload()
    await page.getByRole("button", { name: "Stop", exact: true }).waitFor()
    await page.getByRole("button", { name: "Copy answer" }).waitFor({ timeout: 25_000 })
    const whole = await answer.textContent()
    expect(whole).toContain("built-in responder")
    await page.goto(page.url())
    await eventually(() => answer.textContent()).toBe(whole)
    expect(await page.getByRole("link", { name: question }).getAttribute("aria-current")).toBe("page")
    expect(complaints).toEqual([])
    await close()
  })

  test("Stop ends an answer and keeps what there is, also after a reload", async () => {
    const { page, complaints, close } = await openPage(browser, stage.url)
    await ask(page, question)
    await page.locator(".answer .markdown").waitFor()
    await page.getByRole("button", { name: "Stop", exact: true }).click()
    await page.locator(".answer").getByText("You stopped this answer.").waitFor()
    await page.reload()
    await page.locator(".answer").getByText("You stopped this answer.").waitFor()
    await page.getByRole("button", { name: "Send", exact: true }).waitFor()
    expect(complaints).toEqual([])
    await close()
  })

  test("renaming and deleting last", async () => {
    const { page, complaints, close } = await openPage(browser, stage.url)
    await ask(page, question)
    await page.getByRole("button", { name: "Stop", exact: true }).click()
    await page.getByRole("button", { name: `Actions for “${question}”` }).click()
    await page.getByRole("button", { name: "Rename" }).click()
    await page.getByRole("textbox", { name: "Title of the conversation" }).fill("Retention")
    await page.keyboard.press("Enter")
    await page.getByRole("button", { name: "Send", exact: true }).waitFor()
    await page.reload()
    await eventually(() => page.getByRole("heading", { level: 1 }).textContent()).toBe("Retention")
    await page.getByRole("button", { name: "Actions for “Retention”" }).click()
    await page.getByRole("button", { name: "Delete" }).click()
    await page.getByText("Your conversations will be listed here.").waitFor()
    await page.reload()
    const stored = async () => (await (await page.request.get(`${stage.url}/api/conversations`)).json()).conversations
    await eventually(stored).toEqual([])
    expect(complaints).toEqual([])
    await close()
  })
})
