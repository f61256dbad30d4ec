import { textOf } from "@parley/core/text.ts"
import type { ComponentType } from "preact"
import { useEffect } from "preact/hooks"
import type { Block, Content } from "../../api/types.ts"
import { t } from "../../words/t.ts"
import { loadedRenderers, loadRenderers } from "./load-renderers.ts"
import { TextBlock } from "./text-block.tsx"

/** The blocks of a message in their order. Texts that follow each other are one text. */
export const ContentView = ({ content, ended = true }: { content: Content; ended?: boolean }) =>
  joined(content).map((block, index) =>
    "text" in block ? <TextBlock key={index} block={block} ended={ended} /> : <OtherBlock key={index} block={block} />,
  )

/** A block other than text. A kind that this page does not know, from a newer server, is a line that says so. */
function OtherBlock({ block }: { block: Block }) {
  useEffect(() => void loadRenderers(), [])
  const renderers = loadedRenderers.value
  if (!renderers) {
    return (
      <div class="block-line" aria-busy="true">
        …
      </div>
    )
  }
  const kind = Object.keys(block).find((key) => Object.hasOwn(renderers, key)) as keyof typeof renderers | undefined
  const Renderer = kind && (renderers[kind] as ComponentType<{ block: Block }>)
  return Renderer ? <Renderer block={block} /> : <div class="block-line">{t.unknownBlock}</div>
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
