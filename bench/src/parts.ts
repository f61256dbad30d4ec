import { readFile } from "node:fs/promises"
import type { Profiler } from "node:inspector"
import { SourceMap } from "node:module"
import { pathToFileURL } from "node:url"
import type { Table } from "./report.ts"

type Node = Profiler.ProfileNode

const names = [
  ["reading and compiling the bundle", /^compile$/],
  ["top level of all its modules", /^bundle$/],
  ["ElectroDB", /node_modules\/electrodb\//],
  ["AWS SDK", /node_modules\/@(aws-sdk|aws|smithy)\//],
  ["other libraries", /node_modules\//],
  ["Parley's own code", /(packages|bundling)\//],
  ["garbage collection", /^garbage$/],
  ["waiting", /^idle$/],
  ["Node.js", /./],
] as const

/** Milliseconds per part of a bundle, the mean of all profiles. A native function's time counts for its caller. */
export async function partsOf(profiles: readonly string[], bundle: string): Promise<Record<string, number>> {
  const map = new SourceMap(JSON.parse(await readFile(`${bundle}.map`, "utf8")))
  const url = pathToFileURL(bundle).href
  const sums: Record<string, number> = Object.fromEntries(names.map(([name]) => [name, 0]))
  for (const file of profiles) {
    const { nodes, samples = [], timeDeltas = [] } = JSON.parse(await readFile(file, "utf8")) as Profiler.Profile
    const parents = new Map(nodes.flatMap((node) => (node.children ?? []).map((child): [number, Node] => [child, node])))
    const parts = new Map(nodes.map((node) => [node.id, partOf(sourceOf(node, parents, url, map))]))
    for (const [index, id] of samples.entries()) {
      const part = parts.get(id) ?? ""
      sums[part] = (sums[part] ?? 0) + (timeDeltas[index] ?? 0) / 1_000 / profiles.length
    }
  }
  return sums
}

/** Node's own functions that read and compile a module. */
const loading = new Set(["compileSourceTextModule", "defaultLoadSync", "moduleStrategy"])

const partOf = (source: string): string => names.find(([, form]) => form.test(source))?.[0] ?? "Node.js"

/** The source file of a sample's function, or the process's other activity. */
function sourceOf(node: Node, parents: ReadonlyMap<number, Node>, url: string, map: SourceMap): string {
  let source: string | undefined
  for (let at: Node | undefined = node; at; at = parents.get(at.id)) {
    const { functionName, url: place, lineNumber, columnNumber } = at.callFrame
    if (functionName === "(idle)") return "idle"
    if (functionName === "(garbage collector)") return "garbage"
    if (place.startsWith("node:") && loading.has(functionName)) return "compile"
    if (source === undefined && place === url) {
      const entry = map.findEntry(lineNumber, columnNumber)
      source = "originalSource" in entry ? entry.originalSource : "bundle"
    }
    if (source === undefined && place.startsWith("node:")) source = place
  }
  return source ?? "node:"
}

export function partsTable(caption: string, parts: Record<string, number>): Table {
  const all = Object.values(parts).reduce((sum, part) => sum + part, 0)
  const rows = Object.entries(parts).map(([name, part]) => [name, `${part.toFixed(1)} ms`, `${((100 * part) / all).toFixed(0)} %`])
  return { caption, head: ["", "", "share"], rows }
}
