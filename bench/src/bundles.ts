import { mkdtemp, rm, stat } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as esbuild from "esbuild"
import { nodejs } from "../../infra/bundling.ts"
import { bundleAs, bundleFunctions } from "../../infra/synth/bundle.ts"

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

export type Bundles = {
  peers: Record<PeerName, string>
  chat: string
  conversations: string
  bytesOf(file: string): Promise<number>
  remove(): Promise<void>
}

/** Bundles every peer with the options of our functions; what is left out of ours is ours alone. */
export async function bundlePeers(): Promise<Bundles> {
  const folder = await mkdtemp(join(tmpdir(), "parley-bench-"))
  const functions = await bundleFunctions()
  const files = peers.map((name) => [name, `${folder}/${name}.mjs`] as const)
  await Promise.all(
    files.map(([name, outfile]) =>
      esbuild.build({ ...bundleAs(nodejs), entryPoints: [fileURLToPath(new URL(`./peers/${name}.ts`, import.meta.url))], outfile }),
    ),
  )
  return {
    peers: Object.fromEntries(files) as Record<PeerName, string>,
    ...functions,
    bytesOf: async (file) => (await stat(file)).size,
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
