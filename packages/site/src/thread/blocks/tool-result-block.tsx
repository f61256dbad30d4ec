import type { BlockOf } from "../../api/types.ts"
import { t } from "../../words/t.ts"
import { Data } from "./data.tsx"
import { Disclosure } from "./disclosure.tsx"
import { ImageBlock } from "./image-block.tsx"

type Part = BlockOf<"toolResult">["toolResult"]["content"][number]

export const ToolResultBlock = ({ block: { toolResult } }: { block: BlockOf<"toolResult"> }) => (
  <Disclosure line={toolResult.status === "error" ? t.toolError : t.toolResult}>
    {toolResult.content.map((part, index) => (
      <PartView key={index} part={part} />
    ))}
  </Disclosure>
)

function PartView({ part }: { part: Part }) {
  if ("image" in part) return <ImageBlock block={part} />
  return <Data value={"text" in part ? part.text : part.json} />
}
