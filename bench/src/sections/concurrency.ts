import { type PeerName, peers, titles } from "../bundles.ts"
import type { Taken } from "../peer-process.ts"
import type { Talker } from "../process.ts"
import { milliseconds, type Section, type Table } from "../report.ts"
import { interleaved } from "../rounds.ts"
import { figure, quantile } from "../statistics.ts"
import type { World } from "../world.ts"
import { slowReaders } from "./slow-readers.ts"

const streams = [1, 20, 100]
const order = { deltas: 100, every: 20, timed: true }

/** Concurrent answers in one process of each peer, and readers of different speed at the local stage. */
export async function concurrency(world: World, quick: boolean): Promise<Section> {
  const started = await Promise.all(peers.map(async (peer) => [peer, await world.start(peer)] as const))
  const talkers = Object.fromEntries(started) as Record<PeerName, Talker>
  const rounds = quick ? 2 : 7
  const figures: Record<string, unknown> = {}
  const tables: Table[] = []
  try {
    for (const atOnce of streams) {
      const tell = (peer: PeerName) => talkers[peer].tell<Taken>({ ...order, atOnce })
      for (const peer of peers) await tell(peer)
      const taken = await interleaved(peers, rounds, tell)
      const delay = (peer: PeerName, share: number) =>
        figure(
          taken[peer].map(({ delays }) =>
            quantile(
              delays.toSorted((a, b) => a - b),
              share,
            ),
          ),
        )
      const cpu = (peer: PeerName) => figure(taken[peer].map(({ cpu }) => (cpu * 1_000) / (atOnce * order.deltas)))
      tables.push({
        caption: `${atOnce} ${atOnce === 1 ? "answer" : "answers"} at once, each of 100 deltas, one every 20 ms; medians of ${rounds} rounds. The CPU time includes reading the times of sending, which Parley has in its events.`,
        head: ["", "event to client", "95 % within", "CPU for 1,000 deltas"],
        rows: peers.map((peer) => [titles[peer], milliseconds(delay(peer, 0.5)), milliseconds(delay(peer, 0.95)), milliseconds(cpu(peer))]),
      })
      figures[atOnce] = Object.fromEntries(
        peers.map((peer) => [peer, { delay: delay(peer, 0.5), late: delay(peer, 0.95), cpu: cpu(peer) }]),
      )
    }
  } finally {
    await Promise.all(Object.values(talkers).map((talker) => talker.stop()))
  }
  const slow = await slowReaders(world, quick)
  return {
    name: "concurrency",
    title: "Many at once",
    tables: [...tables, slow.table],
    figures: { ...figures, slow: slow.figures },
    targets: [],
  }
}
