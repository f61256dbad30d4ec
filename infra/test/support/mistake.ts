import type { Graph } from "../../../tools/synth/graph.ts"
import type { Check } from "../checks/check.ts"
import { type Inputs, one } from "./find.ts"

/** A mistake's name, the check that must find it, and a function that makes it. */
export type Mistake = [string, Check, (graph: Graph) => unknown]

export const add = (type: string, name: string, inputs: Inputs) => (graph: Graph) => graph.push({ type, name, inputs })

export const drop = (type: string) => (graph: Graph) =>
  graph.splice(
    graph.findIndex((resource) => resource.type === type),
    1,
  )

/** Changes the first resource of a type. */
export function set(graph: Graph, type: string, inputs: Inputs): void {
  Object.assign(graph.find((resource) => resource.type.startsWith(`aws:${type}:`))?.inputs ?? {}, inputs)
}

export const distribution = (graph: Graph): Inputs => one(graph, "cloudfront/distribution", "SiteCdnDistribution")
