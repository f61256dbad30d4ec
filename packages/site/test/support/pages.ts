import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core"
import { expect } from "vitest"

/** A page with its faults: uncaught errors, policy violations, requests to other origins. */
export type WatchedPage = { page: Page; complaints: string[]; close: () => Promise<void> }

/** Opens a page in a new context, as a new visitor. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
  others: string[] = [],
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  await context.grantPermissions(["clipboard-write"])
  return openTab(context, url, others)
}

/** Opens a page in the context of another one. Requests may also go to `others`. */
export async function openTab(context: BrowserContext, url: string, others: string[] = []): Promise<WatchedPage> {
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const complaints: string[] = []
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`))
  page.on("console", (message) => {
    if (/Content Security Policy|TrustedHTML|TrustedScript/.test(message.text())) complaints.push(`policy: ${message.text()}`)
  })
  page.on("request", (request) => {
    if (![new URL(url).origin, ...others].includes(new URL(request.url()).origin)) complaints.push(`request: ${request.url()}`)
  })
  await page.goto(url)
  return { page, complaints, close: () => context.close() }
}

/** The message box: the last text box of the page. */
export const composerOf = (page: Page) => page.getByRole("textbox").last()

/** The texts of the answers that the page shows. */
export const answersOf = (page: Page): Promise<string[]> => page.locator(".answer .markdown").allInnerTexts()

/** Sends a message: with Enter, or with the button on touch screens, where Enter inserts a line break. */
export async function ask(page: Page, question: string): Promise<void> {
  await composerOf(page).fill(question)
  if (await page.evaluate(() => matchMedia("(pointer: coarse)").matches)) await page.locator(".composer .send").tap()
  else await composerOf(page).press("Enter")
}

/** Polls the page or its server until the expectation holds. */
export const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 20_000, interval: 50 })

/** Waits until the page has painted a frame. */
export async function nextFrame(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
}
