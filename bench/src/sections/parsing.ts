import { launchBrowser } from "@parley/testing/site/browser.ts"
import { bundleForPage } from "../page-bundle.ts"
import { milliseconds, type Section, times } from "../report.ts"
import { figure, ratio } from "../statistics.ts"
import type { World } from "../world.ts"

const frameMs = 16
/** How much slower the processor is made: about that of a phone of the middle class. */
const slowdown = 6
/** About the 8,192 tokens of the longest answer that a site can allow. */
const characters = 35_000
const ways = ["whole", "parts"] as const
type Taken = Record<(typeof ways)[number], number[]>

/** The parsing of one more piece of an answer that is one long block: the block as a whole, or only its end, as the page does it. */
export async function parsing(_world: World, quick: boolean): Promise<Section> {
  const browser = await launchBrowser()
  try {
    const tab = await browser.newPage()
    await tab.addScriptTag({ content: await bundleForPage("parse") })
    const session = await tab.context().newCDPSession(tab)
    await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown })
    const all: Record<string, Taken> = await tab.evaluate(`parseTimes(${characters}, ${quick ? 5 : 25})`)
    return {
      name: "parsing",
      title: "Parsing a long block",
      tables: [
        {
          caption: `Parsing for one more piece of an answer of ${characters.toLocaleString("en")} characters, with the processor slowed ${slowdown} times; a frame of 60 Hz has ${frameMs} ms. Without comparing and layout.`,
          head: ["the answer", "its last block as a whole", "only the end, as the page does it", "against"],
          rows: Object.entries(all).map(([name, { whole, parts }]) => [
            name,
            milliseconds(figure(whole)),
            milliseconds(figure(parts)),
            times(ratio(whole, parts)),
          ]),
        },
      ],
      figures: all,
      targets: [],
    }
  } finally {
    await browser.close()
  }
}
