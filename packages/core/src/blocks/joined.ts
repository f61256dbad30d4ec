import type { ServerBlock } from "./block.ts"

/** The parts of an answer that was continued as one list of blocks. A text that was cut off goes on in the next part, without a separator. */
export function joined(parts: readonly ServerBlock[][]): ServerBlock[] {
  const blocks: ServerBlock[] = []
  for (const part of parts) {
    const [first, ...rest] = part
    const last = blocks.at(-1)
    if (first && last && "text" in first && "text" in last) blocks.splice(-1, 1, { ...last, text: last.text + first.text }, ...rest)
    else blocks.push(...part)
  }
  return blocks
}
