// A fresh process: from the import of a peer to its first text. Prints only the measured time. A second argument is the file for a profile.
import type { Ask } from "./peers/peer.ts"
import { startProfile } from "./profiler.ts"
import { now, promptOf } from "./script.ts"

/** Milliseconds since the import began, and CPU milliseconds, until the first text. */
export type Cold = { loaded: number; first: number; cpu: number; memory: number }

// The SDKs import this module only for an endpoint without TLS, as here and never on Lambda. The import reads all its exports, among them parts of
// `fetch`, which take tens of milliseconds to load. Without these exports only peers that call `fetch` pay that time.
const http = process.getBuiltinModule("node:http")
for (const name of ["WebSocket", "CloseEvent", "MessageEvent"]) Object.defineProperty(http, name, { value: undefined })
await import("node:http")

const [, , peer = "", profile] = process.argv
const stop = profile === undefined ? undefined : await startProfile(profile)
let written: Promise<void> | undefined
const from = process.cpuUsage()
const began = now()
const { ask } = (await import(peer)) as { ask: Ask }
const loaded = now() - began
let first = 0
let cpu = 0
await ask(promptOf({ deltas: 20, every: 0 }), () => {
  if (first) return
  first = now() - began
  written = stop?.()
  const { user, system } = process.cpuUsage(from)
  cpu = (user + system) / 1_000
})
await written
process.send?.({ loaded, first, cpu, memory: process.memoryUsage.rss() } satisfies Cold, () => process.exit(0))
