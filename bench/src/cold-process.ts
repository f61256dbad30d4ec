// A fresh process: from the import of a peer to its first text. What it took is the only thing it says.
// Lambda's runtime has loaded this before it loads a function: it is an HTTP client itself.
import "node:http"
import type { Ask } from "./peers/peer.ts"
import { now, promptOf } from "./script.ts"

/** Milliseconds since the import began, and of CPU until the first text. */
export type Cold = { loaded: number; first: number; cpu: number; memory: number }

const from = process.cpuUsage()
const began = now()
const { ask } = (await import(process.argv[2] ?? "")) as { ask: Ask }
const loaded = now() - began
let first = 0
let cpu = 0
await ask(promptOf({ deltas: 20, every: 0 }), () => {
  if (first) return
  first = now() - began
  const { user, system } = process.cpuUsage(from)
  cpu = (user + system) / 1_000
})
process.send?.({ loaded, first, cpu, memory: process.memoryUsage.rss() } satisfies Cold, () => process.exit(0))
