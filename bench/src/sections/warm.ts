import { type PeerName, peers, titles } from "../bundles.ts"
import { partsOf, partsTable } from "../parts.ts"
import type { Order, Taken } from "../peer-process.ts"
import type { Talker } from "../process.ts"
import { milliseconds, type Section, times } from "../report.ts"
import { interleaved } from "../rounds.ts"
import { figure, quantile, ratio } from "../statistics.ts"
import type { World } from "../world.ts"

const paced: Order = { deltas: 100, every: 2, timed: true }
const long: Order = { deltas: 1_000, every: 1 }
const burst: Order = { deltas: 1_000, every: 0 }

/** One warm process per peer: the time before the model call, the delay of a delta from the model, and the CPU time per delta. */
export async function warm(world: World, quick: boolean): Promise<Section> {
  const talkers = Object.fromEntries(await Promise.all(peers.map(async (peer) => [peer, await world.start(peer)] as const))) as Record<
    PeerName,
    Talker
  >
  const tell = (peer: PeerName, order: Order) => talkers[peer].tell<Taken>(order)
  try {
    for (let turn = 0; turn < (quick ? 10 : 40); turn++) for (const peer of peers) await tell(peer, { deltas: 50, every: 0, timed: true })
    for (const peer of peers) await tell(peer, long)
    const rounds = quick ? 3 : 9
    const waits = await interleaved(peers, rounds * 3, (peer) => tell(peer, paced))
    const works = await interleaved(peers, rounds, (peer) => tell(peer, long))
    const bursts = await interleaved(peers, rounds, (peer) => tell(peer, burst))
    const { waiting: _, ...parts } = await profiled(world)
    const cpu = (of: Record<PeerName, Taken[]>, peer: PeerName) => of[peer].map(({ cpu }) => cpu)
    const before = (peer: PeerName) => waits[peer].flatMap(({ before }) => before)
    const delays = (peer: PeerName, share: number) =>
      waits[peer].map(({ delays }) =>
        quantile(
          delays.toSorted((a, b) => a - b),
          share,
        ),
      )
    return {
      name: "warm",
      title: "Warm",
      tables: [
        {
          caption: `Until the message reaches the model, and from the model's event to the client (100 deltas, one every 2 ms); medians of ${rounds * 3} answers each.`,
          head: ["", "before the model is called", "event to client", "95 % within"],
          rows: peers.map((peer) => [
            titles[peer],
            milliseconds(figure(before(peer))),
            milliseconds(figure(delays(peer, 0.5))),
            milliseconds(figure(delays(peer, 0.95))),
          ]),
        },
        {
          caption: `CPU of the process for an answer of 1,000 deltas: one every millisecond, and without pauses; medians of ${rounds} each.`,
          head: ["", "paced", "against the limit", "at once", "against the limit"],
          rows: peers.map((peer) => [
            titles[peer],
            milliseconds(figure(cpu(works, peer))),
            times(ratio(cpu(works, peer), cpu(works, "frames-http1"))),
            milliseconds(figure(cpu(bursts, peer))),
            times(ratio(cpu(bursts, peer), cpu(bursts, "frames-http1"))),
          ]),
        },
        partsTable("Where Parley's CPU goes for 1,000 deltas, one every millisecond, by a profiler, which slows all of it down.", parts),
      ],
      figures: {
        parts,
        before: Object.fromEntries(peers.map((peer) => [peer, before(peer)])),
        delays: Object.fromEntries(peers.map((peer) => [peer, { half: delays(peer, 0.5), most: delays(peer, 0.95) }])),
        cpu: Object.fromEntries(peers.map((peer) => [peer, { paced: cpu(works, peer), atOnce: cpu(bursts, peer) }])),
      },
      targets: [
        {
          name: "CPU for 1,000 deltas against the limit",
          value: ratio(cpu(works, "parley"), cpu(works, "frames-http1")).median,
          limit: 1.5,
        },
      ],
    }
  } finally {
    await Promise.all(Object.values(talkers).map((talker) => talker.stop()))
  }
}

async function profiled(world: World): Promise<Record<string, number>> {
  const { folder, mapped } = world.bundles
  const talker = await world.start("parley", { CHAT_BUNDLE: mapped })
  const profile = `${folder}/warm.json`
  for (let turn = 0; turn < 10; turn++) await talker.tell<Taken>(long)
  await talker.tell<Taken>({ ...long, profile })
  await talker.stop()
  return partsOf([profile], mapped)
}
