import type { ServerBlock } from "./block.ts"
import { escaped } from "./escaped.ts"
import { kindOf } from "./kinds.ts"

/** A block that is no text, in a Markdown export. */
export function markdownOfBlock(block: ServerBlock): string {
  if ("unknown" in block) return `*Content that this version cannot show${block.unknown.kind ? ` (${escaped(block.unknown.kind)})` : ""}*`
  return kindOf(block).toMarkdown(block)
}
