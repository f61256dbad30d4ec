// npm run screenshots: draws docs/screenshots/*.png from the running product. Arguments select views by name.
import { mkdir, mkdtemp, rm, stat } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { startLocalStage } from "@parley/local/stage.ts"
import { launchBrowser } from "@parley/testing/site/browser.ts"
import { startSiteServer } from "@parley/testing/site/site-server.ts"
import type { Browser, BrowserContextOptions } from "playwright-core"
import { askedBefore, type View, views } from "./screenshot-views.ts"

type Visitor = { storageState: NonNullable<BrowserContextOptions["storageState"]>; conversations: string[] }

const pictures = fileURLToPath(new URL("../docs/screenshots", import.meta.url))
const names = process.argv.slice(2)
const dataDir = await mkdtemp(join(tmpdir(), "parley-screenshots-"))
const env = { PATH: process.env.PATH, PORT: "0", BEDROCK_PORT: "0", DYNAMODB_PORT: "0", DATA_DIR: dataDir }
const stage = await startLocalStage({ env, folder: dataDir, say: console.error })
const scripted = await startSiteServer()
const browser = await launchBrowser()
try {
  await mkdir(pictures, { recursive: true })
  const returning = await visitWith(browser, askedBefore)
  for (const view of views) {
    if (names.length === 0 || names.includes(view.name)) await draw(view, returning)
  }
} finally {
  await browser.close()
  await scripted.stop()
  await stage.stop()
  await rm(dataDir, { recursive: true, force: true })
}

/** A visitor of the local stage who starts one conversation after another and keeps the cookie. */
async function visitWith(browser: Browser, asked: string[][]): Promise<Visitor> {
  const context = await browser.newContext()
  await context.request.get(`${stage.url}/api/config`)
  const conversations: string[] = []
  for (const questions of asked) {
    let conversationId: string | undefined
    for (const text of questions) {
      const answer = await context.request.post(`${stage.url}/api/chat`, { data: { conversationId, content: [{ text }] } })
      if (!answer.ok()) throw new Error(`The question “${text}” was refused: ${await answer.text()}`)
      conversationId = (await answer.json()).conversationId
    }
    if (conversationId) conversations.push(conversationId)
  }
  const storageState = await context.storageState()
  await context.close()
  return { storageState, conversations }
}

async function draw(view: View, { storageState, conversations }: Visitor): Promise<void> {
  view.scripted?.(scripted.reset())
  const context = await browser.newContext({
    reducedMotion: "reduce",
    ...view.device,
    ...(!view.scripted && !view.newcomer && { storageState }),
  })
  const page = await context.newPage()
  await page.goto(`${view.scripted ? scripted.url : stage.url}${view.path?.(conversations) ?? "/"}`)
  await view.show(page)
  const path = join(pictures, `${view.name}.png`)
  await page.screenshot({ path })
  await context.close()
  console.log(`docs/screenshots/${view.name}.png, ${Math.round((await stat(path)).size / 1024)} KB`)
}
