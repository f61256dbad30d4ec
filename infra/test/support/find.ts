import type { Graph, Resource } from "../../../tools/synth/graph.ts"

// biome-ignore lint/suspicious/noExplicitAny: the inputs of a resource have the shape that the provider's documentation says
export type Inputs = Record<string, any>

/** The inputs of all resources of a type such as `apigateway/method`. */
export const all = (graph: Graph, type: string): Inputs[] => graph.filter(isOf(type)).map(({ inputs }) => inputs)

/** The inputs of the resource of that type and name; an empty object if there is none, so that every check fails. */
export const one = (graph: Graph, type: string, name: string): Inputs =>
  graph.find((resource) => isOf(type)(resource) && resource.name === name)?.inputs ?? {}

const isOf = (type: string) => (resource: Resource) => resource.type.startsWith(`aws:${type}:`) || resource.type === type
