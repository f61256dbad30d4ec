import type { Block, Content, TurnEvent } from "../../api/types.ts"

export type BlockEvent = Extract<TurnEvent, { type: "block" | "delta" | "update" }>

/** The blocks of an answer after an event. A block voids every one from its index on; an update replaces everything but the text. */
export function withEvent(blocks: Content, event: BlockEvent): Content {
  const before = blocks.slice(0, event.index)
  if (event.type === "block") return [...before, event.block]
  const held = blocks[event.index] as Block
  const isDelta = event.type === "delta"
  const changed = withText(isDelta ? held : event.block, textIn(held) + (isDelta ? event.text : ""))
  return [...before, changed, ...blocks.slice(event.index + 1)]
}

function textIn(block: Block): string {
  if ("text" in block) return block.text
  return ("reasoning" in block && block.reasoning.text) || ""
}

function withText(block: Block, text: string): Block {
  if ("text" in block) return { ...block, text }
  return "reasoning" in block ? { reasoning: { ...block.reasoning, text } } : block
}
