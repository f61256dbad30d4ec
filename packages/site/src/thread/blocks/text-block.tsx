import type { BlockOf } from "../../api/types.ts"
import { Markdown } from "../../markdown/markdown.tsx"

/** A browser's page translation would replace the text nodes that a growing answer updates. */
export const TextBlock = ({ block, ended = true }: { block: BlockOf<"text">; ended?: boolean }) => (
  <div dir="auto" translate={ended}>
    <Markdown source={block.text} ended={ended} />
  </div>
)
