import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { synthFolder } from "./paths.ts"

/** One resource that a deployment would create: Pulumi's type and name, and everything it is created with. `sst:app` is the stack itself. */
export type Resource = {
  type: string
  name: string
  inputs: Record<string, unknown>
  /** Whether the resource stays in the account when the stack is removed or the config drops the resource. */
  retained?: true
}
export type Graph = Resource[]

/** Writes the graph to `.sst/synth/<name>.json` atomically. */
export function writeGraph(name: string, graph: Graph): string {
  const file = `${synthFolder}/${name}.json`
  const fresh = `${file}.${process.pid}`
  mkdirSync(synthFolder, { recursive: true })
  try {
    writeFileSync(fresh, `${JSON.stringify(graph, null, 2)}\n`)
    renameSync(fresh, file)
  } finally {
    rmSync(fresh, { force: true })
  }
  return file
}
