import type { Block } from "@parley/api/block.ts"
import { textOf } from "@parley/core/text.ts"

type StreamEvent = { event: string; data: object; id?: string | undefined }
type Data = { index?: number; text: string; block: Block; status?: string }

/** The blocks of a caller, by the rules of the stream. Of a stream without blocks: one text. */
export class HeldBlocks {
  blocks: Block[]

  constructor(blocks: readonly Block[] = []) {
    this.blocks = [...blocks]
  }

  /** @throws Error for an event that the rules of the stream exclude */
  hear({ event, data, id }: StreamEvent): void {
    const { index = 0, text, block, status } = data as Data
    // The id of a delta without blocks is the length up to its end.
    if (event === "delta" && !("index" in data)) this.blocks = [{ text: this.text.slice(0, Number(id) - text.length) }]
    if (event === "block") {
      if (index > this.blocks.length) throw new Error(`Block ${index} leaves out some after ${this.blocks.length}`)
      this.blocks = [...this.blocks.slice(0, index), block]
    }
    if (event === "delta") {
      if (index !== this.blocks.length - 1) throw new Error(`A delta of block ${index}, and the last one is ${this.blocks.length - 1}`)
      if (!text.isWellFormed() || text === "") throw new Error(`A delta of ${JSON.stringify(text)}`)
      this.blocks[index] = withText(this.blocks[index] as Block, textIn(this.blocks[index]) + text)
    }
    if (event === "update") {
      const held = this.blocks[index]
      if (!held) throw new Error(`An update of block ${index}, which nobody opened`)
      this.blocks[index] = withText(block, textIn(held))
    }
    if (event === "error" && status === "failed") this.blocks = []
  }

  get text(): string {
    return textOf(this.blocks)
  }
}

export const heardBlocks = (events: readonly StreamEvent[], blocks: readonly Block[] = []): Block[] => {
  const held = new HeldBlocks(blocks)
  for (const event of events) held.hear(event)
  return held.blocks
}

function textIn(block: Block | undefined): string {
  if (!block) return ""
  if ("text" in block) return block.text
  return "reasoning" in block ? (block.reasoning.text ?? "") : ""
}

function withText(block: Block, text: string): Block {
  if ("text" in block) return { ...block, text }
  return "reasoning" in block && text !== "" ? { reasoning: { ...block.reasoning, text } } : block
}
