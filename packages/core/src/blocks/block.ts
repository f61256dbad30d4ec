import type { Block, BlockKind, BlockOf } from "@parley/api/block.ts"

type Reasoning = BlockOf<"reasoning">["reasoning"]

/** What a model needs back unchanged in the same loop of tools. `redactedContent` is base64. */
type ReasoningProof = { signature?: string | undefined; redactedContent?: string | undefined }

type Shown = Exclude<Block, BlockOf<"reasoning">> | { reasoning: Reasoning & ReasoningProof }

/** A block on the server. What the API lacks never leaves it: the proof of reasoning, and `rev`, the number of the block's last update in its turn. */
export type ServerBlock = Shown & { rev?: number | undefined }

/** A block of one of these kinds on the server. */
export type ServerBlockOf<Kind extends BlockKind> = Kind extends BlockKind ? Extract<ServerBlock, Record<Kind, unknown>> : never

/** A block as the API shows it. */
export function publicBlock({ rev: _, ...block }: ServerBlock): Block {
  if (!("reasoning" in block)) return block
  const { signature: __, redactedContent: ___, ...shown } = block.reasoning
  return { reasoning: shown }
}
