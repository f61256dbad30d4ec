import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, globSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { Edit } from "../../../tools/synth/config.ts"
import type { Graph } from "../../../tools/synth/graph.ts"
import { root } from "../../../tools/synth/paths.ts"
import { installPlatform } from "../../../tools/synth/platform.ts"
import { buildSite } from "../../../tools/synth/site-build.ts"

type Request = { stage: string; dev?: boolean; region?: string; env?: Record<string, string>; edit?: Edit }

const child = fileURLToPath(import.meta.resolve("./synth-child.ts"))
const sources = [
  "sst.config.ts",
  "package-lock.json",
  "infra/*.ts",
  "infra/{bundling,edge,gateway,monitoring,permissions,sign-in}/*",
  "tools/synth/*.ts",
  "packages/{core,functions}/src/**/*.ts",
  "packages/site/{headers.ts,dist/**}",
]

/**
 * The stack of a stage with exactly these settings, optionally after an edit of its sources. Cached by the content of everything that it is built
 * from.
 */
export function graphOf({ stage, dev = false, region = "us-east-1", env = {}, edit }: Request): Graph {
  installPlatform(() => {})
  buildSite(() => {})
  const request = JSON.stringify({ stage, dev, region, edit })
  const file = `${root}/node_modules/.cache/parley/stack/${contentHash([request, JSON.stringify(env)])}.json`
  if (!existsSync(file)) {
    const { PATH, HOME, NODE_COMPILE_CACHE } = process.env
    const { status, stderr } = spawnSync(process.execPath, [child, request, file], {
      cwd: root,
      env: { PATH, HOME, NODE_COMPILE_CACHE, ...env },
      encoding: "utf8",
    })
    if (status !== 0) throw new Error(`Stage ${stage} could not be synthesized: ${stderr}`)
  }
  return JSON.parse(readFileSync(file, "utf8")) as Graph
}

function contentHash(parts: string[]): string {
  const hash = createHash("sha256")
  for (const part of parts) hash.update(`${part}\0`)
  for (const file of globSync(sources, { cwd: root, withFileTypes: true }).filter((entry) => entry.isFile())) {
    const path = `${file.parentPath}/${file.name}`
    hash.update(`${path}\0`).update(readFileSync(path))
  }
  return hash.digest("hex").slice(0, 32)
}
