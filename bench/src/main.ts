// npm run bench: compares Parley with its alternatives in one run. `--quick` runs fewer rounds, `--only cold,warm` only some sections. A complete run
// writes its figures into docs/performance.md and docs/performance.json.
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { machineLines } from "./machine.ts"
import { figuresOf, resultsOf, type Section, updatedPage } from "./report.ts"
import { cold } from "./sections/cold.ts"
import { concurrency } from "./sections/concurrency.ts"
import { conversations } from "./sections/conversations.ts"
import { page } from "./sections/page.ts"
import { parsing } from "./sections/parsing.ts"
import { scroll } from "./sections/scroll.ts"
import { warm } from "./sections/warm.ts"
import { startWorld, type World } from "./world.ts"

const sections: Record<string, (world: World, quick: boolean) => Promise<Section>> = {
  cold,
  warm,
  concurrency,
  conversations,
  page,
  parsing,
  scroll,
}
const folder = fileURLToPath(new URL("../../.bench", import.meta.url))
const document = fileURLToPath(new URL("../../docs/performance.md", import.meta.url))

const { quick, only } = parseArgs({ options: { quick: { type: "boolean", default: false }, only: { type: "string" } } }).values
const names = only?.split(",") ?? Object.keys(sections)
const unknown = names.find((name) => !Object.hasOwn(sections, name))
if (unknown !== undefined) {
  console.error(`There is no section ${unknown}: ${Object.keys(sections).join(", ")}.`)
  process.exit(1)
}

const machine = machineLines()
const results: Section[] = []
const world = await startWorld()
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void world.close().then(() => process.exit(1)))
try {
  for (const name of names) {
    console.error(`${name} …`)
    const section = await sections[name]?.(world, quick)
    if (section) results.push(section)
  }
} finally {
  await world.close()
}
const summary = resultsOf(results, machine)
const figures = figuresOf(results)
const markdown = `${summary}\n\n${figures}\n`
const json = `${JSON.stringify({ machine, quick, sections: results })}\n`
await mkdir(folder, { recursive: true })
await writeFile(`${folder}/results.md`, markdown)
await writeFile(`${folder}/results.json`, json)
console.log(markdown)
if (quick || only) {
  console.error("Written to .bench/results.md and .bench/results.json")
} else {
  await writeFile(document, updatedPage(await readFile(document, "utf8"), summary, figures))
  await writeFile(document.replace(/md$/, "json"), json)
  console.error("Written to docs/performance.md and docs/performance.json")
}
