import { textOf } from "@parley/core/text.ts"
import type { ComponentType } from "preact"
import type { Block, Content } from "../../api/types.ts"
import { t } from "../../words/t.ts"
import { renderers } from "./renderers.ts"

/** The blocks of a stored message in their order. Texts that follow each other are one text. */
export const ContentView = ({ content }: { content: Content }) =>
  joined(content).map((block, index) => <BlockView key={index} block={block} />)

/** One block. A kind that this page does not know, from a newer server, is a line that says so. */
function BlockView({ block }: { block: Block }) {
  const kind = Object.keys(block).find((key) => Object.hasOwn(renderers, key)) as keyof typeof renderers | undefined
  if (!kind) return <div class="block-line">{t.unknownBlock}</div>
  const Renderer = renderers[kind] as ComponentType<{ block: Block }>
  return <Renderer block={block} />
}

function joined(content: Content): Content {
  const blocks: Content = []
  for (const block of content) {
    const last = blocks.at(-1)
    if (last && "text" in last && "text" in block) blocks[blocks.length - 1] = { text: textOf([last, block]) }
    else blocks.push(block)
  }
  return blocks
}
