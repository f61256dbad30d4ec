import type { Browser, BrowserContext, BrowserContextOptions, ConsoleMessage, Page, Request } from "playwright-core"
import { expect } from "vitest"
import { newPage } from "./page-pool.ts"

/** A page with its faults: uncaught errors, policy violations, requests to other origins. */
export type WatchedPage = { page: Page; complaints: string[]; unwatch: () => void; close: () => Promise<void> }

/** Opens a page in a new context, as a new visitor. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
  others: string[] = [],
): Promise<WatchedPage> {
  return openUrl(await newPage(browser, options), url, others)
}

/** Opens a page in the context of another one. Requests may also go to `others`. */
export const openTab = async (context: BrowserContext, url: string, others: string[] = []): Promise<WatchedPage> =>
  openUrl(await context.newPage(), url, others)

/** Opens a URL in a page and watches it. Requests may also go to `others`. */
export async function openUrl(page: Page, url: string, others: string[] = []): Promise<WatchedPage> {
  page.setDefaultTimeout(20_000)
  const complaints: string[] = []
  const error = ({ message }: Error) => complaints.push(`error: ${message}`)
  const logged = (message: ConsoleMessage) => {
    if (/Content Security Policy|TrustedHTML|TrustedScript/.test(message.text())) complaints.push(`policy: ${message.text()}`)
  }
  const requested = (request: Request) => {
    if (![new URL(url).origin, ...others].includes(new URL(request.url()).origin)) complaints.push(`request: ${request.url()}`)
  }
  page.on("pageerror", error).on("console", logged).on("request", requested)
  await page.goto(url)
  const unwatch = () => page.off("pageerror", error).off("console", logged).off("request", requested)
  return { page, complaints, unwatch, close: () => page.context().close() }
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

/** What the page announces to screen readers from now on, each text once. */
export async function announcementsOf(page: Page): Promise<string[]> {
  const said: string[] = []
  await page.exposeFunction("heard", (words: string) => {
    if (words && words !== said.at(-1)) said.push(words)
  })
  await page.evaluate(() => {
    const status = document.querySelector("[role=status]")
    const tell = (globalThis as unknown as { heard: (words: string) => void }).heard
    if (status)
      new MutationObserver(() => tell(status.textContent ?? "")).observe(status, { childList: true, characterData: true, subtree: true })
  })
  return said
}
