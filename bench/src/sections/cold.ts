import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { peers, titles } from "../bundles.ts"
import { partsOf, partsTable } from "../parts.ts"
import { kilobytes, megabytes, milliseconds, type Section, times } from "../report.ts"
import { interleaved } from "../rounds.ts"
import { figure, ratio } from "../statistics.ts"
import type { World } from "../world.ts"

const cached = { parley: "Parley, compile cache filled", "aws-sdk": "AWS SDK, compile cache filled" } as const
const ways = [...peers, "cached parley", "cached aws-sdk"] as const

/** A fresh process each time, from the import of the bundle to the first text. */
export async function cold(world: World, quick: boolean): Promise<Section> {
  const cache = await mkdtemp(join(tmpdir(), "parley-cache-"))
  try {
    const play = (way: (typeof ways)[number]) => {
      const [peer, env] = way.startsWith("cached ") ? [way.slice(7), { NODE_COMPILE_CACHE: cache }] : [way, {}]
      return world.cold(peer as (typeof peers)[number], env)
    }
    // Reads the files from disk once and fills the compile cache.
    for (const way of ways) await play(way)
    const taken = await interleaved(ways, quick ? 5 : 25, play)
    const firsts = Object.fromEntries(ways.map((way) => [way, taken[way].map(({ first }) => first)])) as Record<
      (typeof ways)[number],
      number[]
    >
    const rows = ways.map((way) => [
      way.startsWith("cached ") ? cached[way.slice(7) as keyof typeof cached] : titles[way as (typeof peers)[number]],
      milliseconds(figure(taken[way].map(({ loaded }) => loaded))),
      milliseconds(figure(firsts[way])),
      milliseconds(figure(taken[way].map(({ cpu }) => cpu))),
      times(ratio(firsts[way], firsts["aws-sdk"])),
      times(ratio(firsts[way], firsts["ai-sdk"])),
      megabytes(figure(taken[way].map(({ memory }) => memory))),
    ])
    const bundles = await sizes(world)
    const parts = await profiled(world, quick ? 3 : 10)
    return {
      name: "cold",
      title: "Cold start",
      tables: [
        {
          caption: `From the import of the bundle to the first text, in a new process; medians of ${quick ? 5 : 25} with the middle half of the values.`,
          head: ["", "loaded", "first text", "CPU until then", "against the AWS SDK", "against the AI SDK", "memory"],
          rows,
        },
        partsTable(
          "Where Parley's time goes until then, by a profiler, which slows all of it down; Node.js is what it loads and does for the rest.",
          parts,
        ),
        {
          caption: "Bundles, minified, with the same options.",
          head: ["", "bytes", "gzip"],
          rows: bundles.map(({ title, bytes, gzip }) => [title, kilobytes(bytes), kilobytes(gzip)]),
        },
      ],
      figures: { taken, bundles, parts },
      targets: [
        { name: "cold start against the AI SDK's bare call", value: ratio(firsts.parley, firsts["ai-sdk"]).median, limit: 0.8 },
        { name: "cold start against the bare AWS SDK", value: ratio(firsts.parley, firsts["aws-sdk"]).median, limit: 1.3 },
        { name: "bundle of chat, KB", value: (bundles[0]?.bytes ?? 0) / 1_024, limit: 700 },
        { name: "bundle of chat, KB, stretched", value: (bundles[0]?.bytes ?? 0) / 1_024, limit: 600 },
      ],
    }
  } finally {
    await rm(cache, { recursive: true, force: true })
  }
}

async function profiled(world: World, count: number): Promise<Record<string, number>> {
  const { folder, mapped } = world.bundles
  const files = Array.from({ length: count }, (_, index) => `${folder}/cold-${index}.json`)
  for (const file of files) await world.cold("parley", { CHAT_BUNDLE: mapped }, file)
  return partsOf(files, mapped)
}

async function sizes({ bundles }: World) {
  const files = [
    ["Parley, chat", bundles.chat],
    ["Parley, conversations", bundles.conversations],
    ...peers.filter((peer) => peer !== "parley").map((peer) => [titles[peer], bundles.peers[peer]] as const),
  ] as const
  return Promise.all(
    files.map(async ([title, file]) => {
      const content = await readFile(file)
      return { title, bytes: content.length, gzip: gzipSync(content, { level: 9 }).length }
    }),
  )
}
