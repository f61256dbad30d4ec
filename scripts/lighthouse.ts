// npm run lighthouse: runs Google's Lighthouse on the built page of the local stage, with the settings of a phone on a slow network.
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { freePort } from "@parley/local/port.ts"
import { startLocalStage } from "@parley/local/stage.ts"
import { launchBrowser } from "@parley/testing/site/browser.ts"
import lighthouse from "lighthouse"

const runs = 5
const goals = { performance: 98, accessibility: 100, "best-practices": 100, seo: 100 }
const metrics = {
  "first-contentful-paint": "first contentful paint",
  "largest-contentful-paint": "largest contentful paint",
  "total-blocking-time": "total blocking time",
  "cumulative-layout-shift": "cumulative layout shift",
  "total-byte-weight": "bytes over the network",
}

const dataDir = await mkdtemp(join(tmpdir(), "parley-lighthouse-"))
const env = { PATH: process.env.PATH, PORT: "0", BEDROCK_PORT: "0", DYNAMODB_PORT: "0", DATA_DIR: dataDir }
const stage = await startLocalStage({ env, folder: dataDir, say: console.error })
const port = await freePort(0, "PORT")
const browser = await launchBrowser([`--remote-debugging-port=${port}`])
const rows = new Map<string, { values: number[]; goal?: number }>()
const failing = new Set<string>()
try {
  for (let run = 0; run < runs; run++) await measure()
} finally {
  await browser.close()
  await stage.stop()
  await rm(dataDir, { recursive: true, force: true })
}
let isReached = true
console.log(`\nLighthouse, mobile, median of ${runs} (least to most)`)
for (const [name, { values, goal }] of rows) {
  const sorted = values.toSorted((a, b) => a - b)
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0
  if (goal !== undefined && median < goal) isReached = false
  const range = `(${number(sorted[0])} to ${number(sorted.at(-1))})`
  console.log(`${name.padEnd(28)} ${number(median).padStart(8)}  ${range.padEnd(20)} ${goal === undefined ? "" : `goal ${goal}`}`)
}
for (const title of failing) console.log(`- ${title}`)
process.exitCode = isReached ? 0 : 1

async function measure(): Promise<void> {
  const result = await lighthouse(stage.url, { port, logLevel: "error", onlyCategories: Object.keys(goals) })
  if (!result || result.lhr.runtimeError) throw new Error(result?.lhr.runtimeError?.message ?? "Lighthouse gave no result.")
  const { categories, audits } = result.lhr
  for (const [id, goal] of Object.entries(goals)) {
    add(categories[id]?.title ?? id, (categories[id]?.score ?? 0) * 100, goal)
    for (const { id: audit, weight } of categories[id]?.auditRefs ?? []) {
      const { score, title, displayValue } = audits[audit] ?? {}
      if (weight > 0 && typeof score === "number" && score < 0.9) failing.add(`${title}${displayValue ? `: ${displayValue}` : ""}`)
    }
  }
  for (const [id, name] of Object.entries(metrics)) add(name, audits[id]?.numericValue ?? 0)
}

function add(name: string, value: number, goal?: number) {
  const row = rows.get(name) ?? { values: [], ...(goal === undefined ? {} : { goal }) }
  row.values.push(value)
  rows.set(name, row)
}

function number(value: number | undefined): string {
  return value === undefined ? "" : value.toFixed(value < 10 && !Number.isInteger(value) ? 3 : 0)
}
