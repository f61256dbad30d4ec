import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as esbuild from "esbuild"
import { handlerOf, nodejs } from "../../infra/bundling/options.ts"
import plugins from "../../infra/bundling/plugin.ts"
import { bundleAs, bundleFunctions } from "../../tools/synth/bundle.ts"

export const peers = ["parley", "aws-sdk", "ai-sdk", "langchain", "frames-http1", "frames-http2"] as const
export type PeerName = (typeof peers)[number]
export const titles: Record<PeerName, string> = {
  parley: "Parley, the whole turn",
  "aws-sdk": "AWS SDK, the bare call",
  "ai-sdk": "AI SDK, the bare call",
  langchain: "LangChain, the bare call",
  "frames-http1": "the limit: frames over HTTP/1.1",
  "frames-http2": "the limit: frames over HTTP/2",
}

const root = fileURLToPath(new URL("../..", import.meta.url))
/** The process that runs a peer. It is bundled too, because Node would otherwise load its TypeScript compiler first. */
const harnesses = ["cold-process", "peer-process"] as const

export type Bundles = {
  peers: Record<PeerName, string>
  harnesses: Record<(typeof harnesses)[number], string>
  chat: string
  conversations: string
  /** The bundle of chat with a source map. */
  mapped: string
  /** Other files of a run. */
  folder: string
  remove(): Promise<void>
}

/** Bundles every peer with the options of our functions. Our replacements of modules apply only to our own bundle. */
export async function bundlePeers(): Promise<Bundles> {
  const folder = await mkdtemp(join(tmpdir(), "parley-bench-"))
  const functions = await bundleFunctions()
  const bundle = async <Name extends string>(name: Name, source: string): Promise<[Name, string]> => {
    const outfile = `${folder}/${name}.mjs`
    await esbuild.build({ ...bundleAs(nodejs), entryPoints: [fileURLToPath(new URL(source, import.meta.url))], outfile })
    return [name, outfile]
  }
  const mapped = `${folder}/chat.mjs`
  const entryPoints = [`${root}${handlerOf("chat").replace(".handler", ".ts")}`]
  await esbuild.build({ ...bundleAs(nodejs), plugins, entryPoints, outfile: mapped, sourcemap: "external" })
  const files = await Promise.all(peers.map((name) => bundle(name, `./peers/${name}.ts`)))
  const runners = await Promise.all(harnesses.map((name) => bundle(name, `./${name}.ts`)))
  return {
    peers: Object.fromEntries(files) as Record<PeerName, string>,
    harnesses: Object.fromEntries(runners) as Bundles["harnesses"],
    ...functions,
    mapped,
    folder,
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
