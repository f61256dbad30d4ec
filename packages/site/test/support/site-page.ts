import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { sharedBrowser } from "@parley/testing/site/browser.ts"
import type { FakeApi } from "@parley/testing/site/fake-api.ts"
import { type SiteServer, startSiteServer } from "@parley/testing/site/site-server.ts"
import type { Browser, BrowserContextOptions, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest"
import { returnPage, takePage } from "./page-pool.ts"
import { answersOf, openTab, openUrl, type WatchedPage } from "./pages.ts"

export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

let shared: Promise<SiteServer> | undefined

/** One server for all test files of a process. It ends with the process. */
function sharedServer(): Promise<SiteServer> {
  shared ??= startSiteServer()
  return shared
}

/**
 * One server for the tests of a file, with a fresh scripted API and a new visitor's pages for each test. At the end of each, no page may
 * have raised an error, violated the policy or requested another host than `others`.
 */
export function useSite(others?: () => string[]) {
  let browser: Browser
  let site: SiteServer
  let api: FakeApi
  let opened: WatchedPage[] = []
  beforeAll(async () => {
    site = others ? await startSiteServer(others()) : await sharedServer()
    browser = await sharedBrowser()
  })
  afterAll(async () => {
    if (others) await site?.stop()
  })
  beforeEach(() => {
    api = site.reset()
    opened = []
  })
  afterEach(async () => {
    const complaints = opened.flatMap((page) => page.complaints)
    for (const { page, unwatch } of opened) {
      unwatch()
      await returnPage(page, site.url)
    }
    expect(complaints).toEqual([])
  })
  const lastPage = (): Page => {
    const last = opened.at(-1)
    if (!last) throw new Error("No page was opened.")
    return last.page
  }
  return {
    get api() {
      return api
    },
    get server() {
      return site
    },
    /** The most recently opened page. */
    get page(): Page {
      return lastPage()
    },
    /** Another tab in the browser of the last page. */
    openTab: async (path = "/"): Promise<Page> => {
      const tab = await openTab(lastPage().context(), site.url + path, others?.())
      opened.push(tab)
      return tab.page
    },
    visit: async (path = "/", options: BrowserContextOptions = {}): Promise<Page> => {
      const page = await takePage(browser, site.url, options)
      const watched = await openUrl(page, site.url + path, others?.())
      opened.push(watched)
      return watched.page
    },
    /** The texts of the answers on the page that was opened last. */
    answers: () => answersOf(lastPage()),
    /** The path of the page that was opened last. */
    path: () => new URL(lastPage().url()).pathname,
    button: (name: string | RegExp) => lastPage().getByRole("button", { name, exact: true }),
  }
}

const axe = await readFile(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8")

/** The violations that axe finds on a page. */
export async function violations(page: Page): Promise<string[]> {
  // Colours are measured where they have come to rest; what goes away while it moves does not hold that up.
  await page.waitForFunction(() =>
    document.getAnimations().every(({ effect, playState }) => effect?.getTiming().iterations !== 1 || playState !== "running"),
  )
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe)
  return page.evaluate(async () => {
    type Run = { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }
    const { violations } = await (globalThis as unknown as { axe: { run: () => Promise<Run> } }).axe.run()
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`))
  })
}
