import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { launchBrowser } from "@parley/testing/site/browser.ts"
import { builtSite } from "@parley/testing/site/built-site.ts"
import { startSiteServer } from "@parley/testing/site/site-server.ts"
import { kilobytes, milliseconds, type Table } from "../report.ts"
import { figure } from "../statistics.ts"

type Start = { painted: number; loaded: number; script: number }

/** The size of the built page, and the time until its first paint and until its scripts have run, with an empty cache. */
export async function pageStart(quick: boolean): Promise<{ tables: Table[]; figures: unknown }> {
  const site = await startSiteServer()
  const browser = await launchBrowser()
  try {
    site.reset()
    const starts: Start[] = []
    for (let round = 0; round < (quick ? 3 : 15); round++) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
      const page = await context.newPage()
      await page.goto(site.url)
      await page.getByRole("textbox").last().waitFor()
      starts.push(await page.evaluate(measured))
      await context.close()
    }
    const of = (name: keyof Start) => figure(starts.map((start) => start[name]))
    const weight = await weights()
    return {
      tables: [
        {
          caption: "The first load of the page, and the size of everything that one reader can load (each language once).",
          head: ["first paint", "scripts have run", "scripts at the start, gzip", "all scripts, styles and HTML, gzip"],
          rows: [[milliseconds(of("painted")), milliseconds(of("loaded")), kilobytes(of("script").median), kilobytes(weight)]],
        },
      ],
      figures: { starts, weight },
    }
  } finally {
    await browser.close()
    await site.stop()
  }
}

const measured = `new Promise((resolve) => {
  new PerformanceObserver((list) => {
    const painted = list.getEntriesByName("first-contentful-paint")[0]
    if (!painted) return
    const [navigation] = performance.getEntriesByType("navigation")
    const scripts = performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".js"))
    const script = scripts.reduce((sum, one) => sum + one.encodedBodySize, 0)
    resolve({ painted: painted.startTime, loaded: navigation.domContentLoadedEventEnd, script })
  }).observe({ type: "paint", buffered: true })
})`

async function weights(): Promise<number> {
  const folder = await builtSite()
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && /\.(js|css|html)$/.test(entry.name))
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => gzipSync(await readFile(join(parentPath, name)), { level: 9 }).length),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
