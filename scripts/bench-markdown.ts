// npm run bench:markdown: what a long answer costs the main thread of a real browser while it streams, and what it costs when everything is
// parsed again with each piece. All ways take turns in one run; medians.
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { launchBrowser } from "../packages/site/test/support/browser.ts"

const site = fileURLToPath(new URL("../packages/site", import.meta.url))
const rounds = 3
// About what a fast model writes between two frames.
const pieceLength = 40
const ways = ["parts", "elements", "html"]
const mixed = "mixed, as models write"
const longBlocks = ["one block of code", "one list", "one table", "one paragraph"]

const bundle = (entry: string) =>
  build({
    entryPoints: [`${site}/${entry}`],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    jsx: "automatic",
    jsxImportSource: "preact",
    define: { "process.env.NODE_ENV": '"production"' },
  }).then(({ outputFiles }) => outputFiles[0]?.text ?? "")

const [script, style] = await Promise.all([bundle("bench/page.ts"), bundle("src/styles/page.css")])
const browser = await launchBrowser()
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
await page.addStyleTag({ content: style })
await page.addScriptTag({ content: script })
const run = (name: string, length: number, way: string): Promise<number[]> =>
  page.evaluate(`run(${JSON.stringify(name)}, ${length}, ${pieceLength}, ${JSON.stringify(way)})`)

try {
  // Warm.
  for (const way of ways) await run(mixed, 10_000, way)
  console.log(`Main thread, layout included, in pieces of ${pieceLength} characters, median of ${rounds} rounds\n`)
  console.log(row(["answer", "characters", "Parley", "all elements again", "all HTML again", "ratios"]))
  for (const length of [20_000, 40_000]) await compare(mixed, length)
  console.log("\nParley, milliseconds for one piece (median) in the first and in the last quarter of 40,000 characters\n")
  for (const name of [mixed, ...longBlocks]) await showGrowth(name)
} finally {
  await browser.close()
}

async function compare(name: string, length: number): Promise<void> {
  const totals = new Map<string, number[]>(ways.map((way) => [way, []]))
  for (let round = 0; round < rounds; round++) {
    for (const way of ways) totals.get(way)?.push(sum(await run(name, length, way)))
  }
  const [parts = 0, ...others] = ways.map((way) => median(totals.get(way) ?? []))
  const ratios = others.map((other) => `${(other / parts).toFixed(1)}×`).join(", ")
  console.log(row([name, String(length), ...[parts, ...others].map((ms) => `${Math.round(ms)} ms`), ratios]))
}

async function showGrowth(name: string): Promise<void> {
  const quarters: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    const times = await run(name, 40_000, "parts")
    const quarter = Math.floor(times.length / 4)
    quarters[0].push(...times.slice(0, quarter))
    quarters[1].push(...times.slice(-quarter))
  }
  console.log(row([name, ...quarters.map((times) => `${median(times).toFixed(2)} ms`)]))
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function row(cells: string[]): string {
  return cells.map((cell, index) => (index === 0 ? cell.padEnd(26) : cell.padStart(index === 1 ? 11 : 20))).join("")
}
