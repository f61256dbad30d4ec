import { setTimeout as wait } from "node:timers/promises"
import { launchBrowser } from "@parley/testing/site/browser.ts"
import { startSiteServer } from "@parley/testing/site/site-server.ts"
import type { Section } from "../report.ts"
import type { World } from "../world.ts"

const frameMs = 1_000 / 60
const paragraph = "A sentence that is long enough to fill a line or two of the page, with `code` and **emphasis** in it. "

/** Frames while a reader scrolls through a conversation of 1,000 messages with an answer of 40,000 characters in it. */
export async function scroll(_world: World, quick: boolean): Promise<Section> {
  const seconds = quick ? 2 : 6
  const site = await startSiteServer()
  const api = site.reset()
  const exchanges = Array.from({ length: 500 }, (_, i): [string, string] => [`Question ${i}`, `Answer ${i}.\n\n${paragraph.repeat(4)}`])
  exchanges[499] = ["The long one", `${paragraph.repeat(4)}\n\n`.repeat(Math.ceil(40_000 / (4 * paragraph.length)))]
  api.seed("cnv_long", "Long", exchanges)
  api.pageLength = 500
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    await page.goto(`${site.url}/c/cnv_long`)
    await page.getByText("The long one").last().waitFor()
    await wait(1_000)
    const frames: number[] = await page.evaluate(`new Promise((resolve) => {
      const thread = document.querySelector(".thread"), frames = [], end = performance.now() + ${seconds * 1_000}
      let last = performance.now()
      requestAnimationFrame(function step(now) {
        frames.push(now - last)
        last = now
        thread.scrollBy(0, -120)
        if (now < end) requestAnimationFrame(step)
        else resolve(frames.slice(1))
      })
    })`)
    const sorted = frames.toSorted((a, b) => a - b)
    const at = (share: number) => `${(sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1)} ms`
    const late = frames.filter((frame) => frame > 1.5 * frameMs).length
    return {
      name: "scroll",
      title: "Scrolling a long conversation",
      tables: [
        {
          caption: `Frames of ${seconds} s, 120 px a frame, through ${await page.locator(".turn").count()} turns, one of them with an answer of 40,000 characters.`,
          head: ["frames", "median", "95 % within", "longest", "later than one and a half frames of 60 Hz"],
          rows: [[String(frames.length), at(0.5), at(0.95), at(1), String(late)]],
        },
      ],
      figures: { frames, late },
      targets: [],
    }
  } finally {
    await browser.close()
    await site.stop()
  }
}
