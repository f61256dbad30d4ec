import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core"
import { expect } from "vitest"

/** A page with what went wrong in it: uncaught errors, policy violations, requests that left the origin. */
export type WatchedPage = { page: Page; complaints: string[]; close: () => Promise<void> }

/** Opens a page in a context of its own, as a new visitor would. */
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

/** Opens a page in the browser of another one. Requests may go to `others`, too. */
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

/** Where a person types: the last text box of the page. */
export const composerOf = (page: Page) => page.getByRole("textbox").last()

/** The texts of the answers that the page shows. */
export const answersOf = (page: Page): Promise<string[]> => page.locator(".answer .markdown").allInnerTexts()

/** Sends a question: by Enter, or by the button where the page is touched and Enter breaks the line. */
export async function ask(page: Page, question: string): Promise<void> {
  await composerOf(page).fill(question)
  if (await page.evaluate(() => matchMedia("(pointer: coarse)").matches)) await page.locator(".composer .send").tap()
  else await composerOf(page).press("Enter")
}

/** Waits until something becomes true of the page or its server. */
export const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 20_000, interval: 50 })

/** Waits until the page has drawn a frame from what it is now. */
export async function nextFrame(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
}
