import type { BlockOf } from "../../api/types.ts"
import { Markdown } from "../../markdown/markdown.tsx"

export const TextBlock = ({ block }: { block: BlockOf<"text"> }) => (
  <div dir="auto">
    <Markdown source={block.text} ended />
  </div>
)
