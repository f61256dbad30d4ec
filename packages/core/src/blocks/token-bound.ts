import type { OfferedModel } from "../model/catalogue.ts"
import { blockSeparator } from "../text.ts"
import type { ServerBlock } from "./block.ts"
import { kindOf } from "./kinds.ts"

/** The most tokens that blocks take of a prompt: the sum of their kinds' bounds, and the separators of texts that become one. */
export function blocksBound(blocks: readonly ServerBlock[], model: OfferedModel): number {
  const texts = blocks.filter((block) => "text" in block).length
  const separators = Math.max(texts - 1, 0) * blockSeparator.length
  return blocks.reduce((sum, block) => sum + ("unknown" in block ? 0 : kindOf(block).tokenBound(block, model)), separators)
}
