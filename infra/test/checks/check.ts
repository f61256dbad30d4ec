import type { Graph } from "../../../tools/synth/graph.ts"

/** What is wrong with a stack, one sentence each; nothing if all is well. */
export type Check = (graph: Graph) => string[]

/** The sentences whose condition does not hold. */
export const unless = (rules: Record<string, boolean>): string[] =>
  Object.entries(rules)
    .filter(([, holds]) => !holds)
    .map(([sentence]) => sentence)
