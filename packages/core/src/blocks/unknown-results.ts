import type { ServerBlock } from "./block.ts"

/** For a call whose result was never stored: the tool may have run. */
export const unknownOutcome = "The outcome of this call is unknown."

/** The result that a model gets of a call without a stored one, because Converse refuses a call without a result. */
export const unknownResult = (toolUseId: string): ServerBlock => ({
  toolResult: { toolUseId, content: [{ text: unknownOutcome }], status: "error" },
})

/** The results that a model gets of the calls without a stored one. */
export function unknownResults(blocks: readonly ServerBlock[]): ServerBlock[] {
  const known = resultIds(blocks)
  return blocks.flatMap((block) =>
    "toolUse" in block && !known.has(block.toolUse.toolUseId) ? [unknownResult(block.toolUse.toolUseId)] : [],
  )
}

/** The calls that have a stored result. */
export const resultIds = (blocks: readonly ServerBlock[]): Set<string> =>
  new Set(blocks.flatMap((block) => ("toolResult" in block ? [block.toolResult.toolUseId] : [])))
