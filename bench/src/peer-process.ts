// One peer in a separate process. It gets one task per message and answers with the time that it took.
import type { Ask } from "./peers/peer.ts"
import { startProfile } from "./profiler.ts"
import { now, promptOf, type Script, stampsOf } from "./script.ts"

export type Order = Script & {
  /** The number of concurrent requests; 1 by default. */
  atOnce?: number
  /** Reads the timestamps in the text. Without it no reader is attached, and only the work of answering is measured. */
  timed?: boolean
  /** Requests the newest page of the conversations instead of a turn. */
  list?: boolean
  /** The file for a profile of the task. */
  profile?: string
}
export type Taken = {
  /** The start time on the machine's clock. */
  began: number
  /** Milliseconds of this process's CPU. */
  cpu: number
  wall: number
  /** Milliseconds from the request until the question reached the endpoint, one per question. */
  before: number[]
  /** Milliseconds from the endpoint to the reader, one per delta. */
  delays: number[]
}

type Peer = { ask: Ask; list?: () => Promise<void> }

const peer = (await import(process.argv[2] ?? "")) as Peer
process.on("disconnect", () => process.exit(0))
process.on("message", (order: Order) => void follow(order))
process.send?.("ready")

async function follow(order: Order): Promise<void> {
  const stop = order.profile === undefined ? undefined : await startProfile(order.profile)
  const taken: Taken = { began: now(), cpu: 0, wall: 0, before: [], delays: [] }
  const from = process.cpuUsage()
  await Promise.all(Array.from({ length: order.atOnce ?? 1 }, () => (order.list ? peer.list?.() : one(order, taken))))
  taken.wall = now() - taken.began
  const { user, system } = process.cpuUsage(from)
  taken.cpu = (user + system) / 1_000
  await stop?.()
  process.send?.(taken)
}

async function one(order: Order, taken: Taken): Promise<void> {
  const start = now()
  let pieces = 0
  await peer.ask(promptOf(order), order.timed ? listen : undefined)
  if (order.timed && pieces !== order.deltas) throw new Error(`${pieces} of ${order.deltas} pieces arrived`)
  function listen(text: string): void {
    const heard = now()
    const { asked, sent } = stampsOf(text)
    pieces += sent.length
    if (asked !== undefined) taken.before.push(asked - start)
    for (const at of sent) taken.delays.push(heard - at)
  }
}
