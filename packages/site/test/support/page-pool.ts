import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core"

/** What cannot be taken back, or is easily forgotten: a page on which one of these was called is not used again. */
const lasting = {
  page: ["addInitScript", "emulateMedia", "exposeFunction", "setViewportSize", "setExtraHTTPHeaders"],
  context: ["addInitScript", "exposeFunction", "newCDPSession", "newPage", "route", "setOffline", "setExtraHTTPHeaders"],
  clock: ["install", "pauseAt", "setFixedTime", "fastForward", "runFor"],
} as const

type Pooled = { page: Page; key: string; changed: boolean }
const idle: Pooled[] = []
const pooled = new Map<Page, Pooled>()

/** A file of the site that runs nothing. Its headers are the site's: for others the browser would begin a new process. */
const quietPath = "/robots.txt"

/** Opens a page in a context of its own. */
export async function newPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  await context.grantPermissions(["clipboard-write"])
  return context.newPage()
}

/**
 * A page of a new visitor: nothing stored, nothing open. It may have been another visitor's page before, whose process already knows the site's
 * code: opening the site in it takes less than half the processor time of a new page.
 */
export async function takePage(browser: Browser, siteUrl: string, options: BrowserContextOptions = {}): Promise<Page> {
  const key = JSON.stringify(options)
  const index = idle.findIndex((one) => one.key === key && !one.page.isClosed())
  const [found] = index < 0 ? [] : idle.splice(index, 1)
  if (found) return emptied(found.page, siteUrl)
  const page = await newPage(browser, options)
  const entry: Pooled = { page, key, changed: false }
  pooled.set(page, entry)
  watch(entry)
  return page
}

/** Gives a page back for the next visitor, or closes it with its context. */
export async function returnPage(page: Page, siteUrl: string): Promise<void> {
  const entry = pooled.get(page)
  if (!entry || entry.changed || page.isClosed() || page.context().pages().length !== 1) return close(page)
  try {
    await page.unrouteAll({ behavior: "ignoreErrors" })
    await page.goto(siteUrl + quietPath)
  } catch {
    return close(page)
  }
  idle.push(entry)
}

async function close(page: Page): Promise<void> {
  pooled.delete(page)
  await page.context().close()
}

async function emptied(page: Page, siteUrl: string): Promise<Page> {
  // Another site has another port, which is another origin.
  if (page.url() !== siteUrl + quietPath) await page.goto(siteUrl + quietPath)
  await page.context().clearCookies()
  await page.evaluate(() => {
    localStorage.clear()
    sessionStorage.clear()
  })
  return page
}

function watch(entry: Pooled): void {
  const { page } = entry
  note(page, lasting.page, entry)
  note(page.context(), lasting.context, entry)
  note(page.clock, lasting.clock, entry)
}

/** Writes down that one of the methods was called. */
function note<Target extends Page | BrowserContext | Page["clock"]>(target: Target, names: readonly string[], entry: Pooled): void {
  const methods = target as unknown as Record<string, (...args: unknown[]) => unknown>
  for (const name of names) {
    const method = methods[name]?.bind(target)
    if (!method) throw new Error(`Playwright has no method ${name}.`)
    methods[name] = (...args) => {
      entry.changed = true
      return method(...args)
    }
  }
}
