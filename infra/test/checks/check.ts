import type { Graph } from "../../../tools/synth/graph.ts"

/** The problems of a stack, one sentence each; an empty list if there are none. */
export type Check = (graph: Graph) => string[]

/** The sentences whose condition does not hold. */
export const unless = (rules: Record<string, boolean>): string[] =>
  Object.entries(rules)
    .filter(([, holds]) => !holds)
    .map(([sentence]) => sentence)
