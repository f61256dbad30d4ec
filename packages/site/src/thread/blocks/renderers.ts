import type { ComponentType } from "preact"
import type { BlockKind, BlockOf } from "../../api/types.ts"
import { DocumentBlock } from "./document-block.tsx"
import { ImageBlock } from "./image-block.tsx"
import { ReasoningBlock } from "./reasoning-block.tsx"
import { TextBlock } from "./text-block.tsx"
import { ToolResultBlock } from "./tool-result-block.tsx"
import { ToolUseBlock } from "./tool-use-block.tsx"

export type Renderers = { [Kind in BlockKind]: ComponentType<{ block: BlockOf<Kind> }> }

/** The component of each kind of block. A kind that is missing here does not compile. */
export const renderers: Renderers = {
  text: TextBlock,
  image: ImageBlock,
  document: DocumentBlock,
  reasoning: ReasoningBlock,
  toolUse: ToolUseBlock,
  toolResult: ToolResultBlock,
}
