// npm run soak: the whole local stage under load and faults for a long time. Exits with code 1 if it finds a problem. Ctrl-C ends it with a summary.
import { parseArgs } from "node:util"
import { summaryOf } from "./report.ts"
import { runSoak } from "./soak.ts"

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "30" }, streams: { type: "string", default: "20" } },
})
const minutes = Number(values.minutes)
const streams = Number(values.streams)
if (!(minutes > 0) || !Number.isInteger(streams) || streams < 1) {
  console.error("Usage: npm run soak -- [--minutes 30] [--streams 20]")
  process.exit(2)
}

const stopped = new AbortController()
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, end)
console.log(`${streams} streams for ${minutes} minutes; memory of chat / conversations / launcher`)
const report = await runSoak({ seconds: minutes * 60, streams, say: (line) => console.log(line), signal: stopped.signal })
console.log(`\n${summaryOf(report)}`)
process.exitCode = report.problems.length ? 1 : 0

function end(): void {
  if (stopped.signal.aborted) process.exit(1)
  console.log("\nEnding: the turns that are running are read to their end. Ctrl-C again ends at once.")
  stopped.abort()
}
