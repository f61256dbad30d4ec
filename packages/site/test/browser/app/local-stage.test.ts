import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type LocalStage, startLocalStage } from "@parley/local/stage.ts"
import { testInAll } from "@parley/testing/cases/test-in-all.ts"
import { sharedBrowser } from "@parley/testing/site/browser.ts"
import { builtSite } from "@parley/testing/site/built-site.ts"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { ask, eventually, openPage } from "../../support/pages.ts"

let browser: Browser
let stage: LocalStage
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "parley-site-"))
  const env = { PATH: process.env.PATH, PORT: "0", BEDROCK_PORT: "0", DYNAMODB_PORT: "0", DATA_DIR: folder }
  stage = await startLocalStage({ env, folder, siteFolder: await builtSite(), say: () => {} })
  browser = await sharedBrowser()
})
afterAll(async () => {
  await stage?.stop()
  await rm(folder, { recursive: true, force: true })
})

const question = "How long are conversations kept?"

describe("with the real API", () => {
  test("an answer is streamed, resumed after a reload, and can be opened by its URL later", async () => {
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

  testInAll("Stop ends an answer and keeps its text, also after a reload", async () => {
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

  testInAll("renaming and deleting are stored", async () => {
    const { page, complaints, close } = await openPage(browser, stage.url)
    await ask(page, question)
    await page.getByRole("button", { name: "Stop", exact: true }).click()
    await page.getByRole("button", { name: `Actions for “${question}”` }).click()
    await page.getByRole("button", { name: "Rename" }).click()
    await page.getByRole("textbox", { name: "Chat title" }).fill("Retention")
    await page.keyboard.press("Enter")
    await page.getByRole("button", { name: "Send", exact: true }).waitFor()
    await page.reload()
    await eventually(() => page.getByRole("heading", { level: 1 }).textContent()).toBe("Retention")
    await page.getByRole("button", { name: "Actions for “Retention”" }).click()
    await page.getByRole("button", { name: "Delete" }).click()
    await page.getByText("Your chats will appear here.").waitFor()
    await page.reload()
    const stored = async () => (await (await page.request.get(`${stage.url}/api/conversations`)).json()).conversations
    await eventually(stored).toEqual([])
    expect(complaints).toEqual([])
    await close()
  })

  test("the page does not name an Amazon Bedrock model", async () => {
    const { page, close } = await openPage(browser, stage.url)
    await page.locator(".model").getByText("Local model").waitFor()
    await page.getByRole("button", { name: "Settings" }).click()
    await page.getByText("questions go to the model shown in the terminal").waitFor()
    expect(await page.getByRole("dialog").textContent()).not.toContain("Bedrock")
    await close()
  })

  test("an edited message is a version of the old one, and its answer can be rated, found, exported and is counted", async () => {
    const { page, complaints, close } = await openPage(browser, stage.url)
    const press = (name: string) => page.getByRole("button", { name, exact: true }).click()
    const usage = async (words: RegExp) => {
      await press("More actions")
      await page.getByRole("menuitem", { name: "Tokens and cost" }).click()
      await page.locator(".answer-usage").getByText(words).waitFor()
    }
    await ask(page, "How lnog are conversations kept?")
    await page.locator(".answer .markdown").waitFor()
    await press("Stop")
    await usage(/^Counted at the maximum cost: \$\d/)
    await press("Edit message")
    await page.getByRole("textbox", { name: "Edit your message" }).fill(question)
    await page.keyboard.press("Enter")
    await page.locator(".question").getByText(question).waitFor()
    await page.locator(".answer .markdown").waitFor()
    await press("Good answer")
    await page.getByRole("textbox", { name: "What was good?" }).fill("Clear")
    await page.keyboard.press("Enter")
    await page.getByText("Thanks for your feedback.").first().waitFor()
    await page.reload()
    await eventually(() => page.locator(".question p").allInnerTexts()).toEqual([question])
    expect(await page.getByRole("button", { name: "Good answer" }).getAttribute("aria-pressed")).toBe("true")
    await usage(/^[1-9][\d,]* input tokens/)
    await press("Search")
    await page.getByRole("combobox").fill("conversations kept")
    await page.getByText("1 chat found").waitFor()
    await page.keyboard.press("Escape")
    await press("Usage")
    await page.getByText(/^\d+ of 100 left$/).waitFor()
    await page.getByRole("img", { name: /^Tokens per day: [1-9]/ }).waitFor()
    await page.keyboard.press("Escape")
    await page.getByRole("button", { name: /^Actions for/ }).click()
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export as Markdown" }).click()])
    expect(file.suggestedFilename()).toMatch(/\.md$/)
    expect(await readFile(await file.path(), "utf8")).toContain(question)
    await press("Settings")
    await press("Delete all chats…")
    await press("Delete all chats")
    await page.getByText("Your chats will appear here.").waitFor()
    expect((await (await page.request.get(`${stage.url}/api/conversations`)).json()).conversations).toEqual([])
    expect(complaints).toEqual([])
    await close()
  })
})
