import { launchBrowser } from "@parley/testing/site/browser.ts"
import type { Page } from "playwright-core"
import { bundleForPage } from "../page-bundle.ts"
import { milliseconds, type Section, times } from "../report.ts"
import { interleaved } from "../rounds.ts"
import { figure, ratio } from "../statistics.ts"
import type { World } from "../world.ts"
import { pageStart } from "./page-start.ts"

const ways = ["parley", "streaming-markdown", "marked", "react-markdown"] as const
// These renderers redraw everything for each piece.
const redrawing = new Set<string>(["marked", "react-markdown"])
const mixed = "mixed, as models write"
// These renderers draw only the new text. Both include the browser's layout of a growing block.
const adding = ["parley", "streaming-markdown"] as const
const long = ["one block of code", "one list", "one table", "one paragraph", "one quote", "one list in a list", "raw HTML"]
// The text that a fast model writes between two frames.
const pieceCharacters = 40

/** The page: its size, its start time, and the cost of a piece of a long streamed answer. */
export async function page(_world: World, quick: boolean): Promise<Section> {
  const lengths = quick ? [5_000, 20_000] : [5_000, 10_000, 20_000, 40_000, 80_000]
  const rounds = quick ? 3 : 15
  const ends = [lengths[0] ?? 0, lengths.at(-1) ?? 0]
  const start = await pageStart(quick)
  const browser = await launchBrowser()
  try {
    const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    await tab.addStyleTag({ content: await bundleForPage("styles") })
    await tab.addScriptTag({ content: await bundleForPage("ways") })
    for (const way of ways) await measure(tab, mixed, way, [4_000])
    const taken = await interleaved(ways, rounds, (way) => measure(tab, mixed, way, lengths))
    const at = (way: (typeof ways)[number], index: number) => taken[way].map((means) => means[index] ?? 0)
    const kinds = long.flatMap((name) => adding.map((way) => ({ name, way })))
    const others = await interleaved(
      kinds.map((_, index) => String(index)),
      3,
      (index) => measure(tab, kinds[Number(index)]?.name ?? "", kinds[Number(index)]?.way ?? "", ends),
    )
    const growth = ratio(at("parley", lengths.length - 1), at("parley", 0))
    return {
      name: "page",
      title: "The page",
      tables: [
        ...start.tables,
        {
          caption: `Main thread for one piece of ${pieceCharacters} characters of a mixed answer, including layout, at the length in the column; medians of ${rounds} rounds.`,
          head: ["", ...lengths.map((length) => `${length.toLocaleString("en")} characters`), "last against first"],
          rows: ways.map((way) => [
            way,
            ...lengths.map((_, index) => milliseconds(figure(at(way, index)))),
            times(ratio(at(way, lengths.length - 1), at(way, 0))),
          ]),
        },
        {
          caption: "The whole answer is one block. streaming-markdown only appends to the page.",
          head: ["", "", ...ends.map((length) => `${length.toLocaleString("en")} characters`), "against"],
          rows: kinds.map(({ name, way }, index) => {
            const [first, last] = [0, 1].map((end) => others[String(index)]?.map((means) => means[end] ?? 0) ?? []) as [number[], number[]]
            return [name, way, milliseconds(figure(first)), milliseconds(figure(last)), times(ratio(last, first))]
          }),
        },
      ],
      figures: {
        start: start.figures,
        kinds: kinds.map((kind, index) => ({ ...kind, taken: others[String(index)] })),
        mixed: Object.fromEntries(ways.map((way) => [way, lengths.map((_, index) => at(way, index))])),
      },
      targets: [
        {
          name: `streamed Markdown: a piece at ${lengths.at(-1)} characters against one at ${lengths[0]}`,
          value: growth.median,
          limit: 1.1,
        },
      ],
    }
  } finally {
    await browser.close()
  }
}

function measure(tab: Page, name: string, way: string, lengths: number[]): Promise<number[]> {
  const pieces = redrawing.has(way) ? 10 : 150
  const args = [name, way, lengths, pieceCharacters, pieces, redrawing.has(way)].map((value) => JSON.stringify(value))
  return tab.evaluate(`run(${args.join()})`)
}
