import type { BlockOf } from "../../api/types.ts"
import { Markdown } from "../../markdown/markdown.tsx"
import { formatDuration } from "../../words/format.ts"
import { t } from "../../words/t.ts"
import { Disclosure } from "./disclosure.tsx"

/** What the model shows of its thinking; a model may show only that it thought. */
export function ReasoningBlock({ block: { reasoning } }: { block: BlockOf<"reasoning"> }) {
  const { text, milliseconds } = reasoning
  // Known once the model has ended it.
  const ended = milliseconds > 0
  const line = t.reasoned(ended ? formatDuration(milliseconds) : "")
  if (!text) return <div class="block-line">{line}</div>
  return (
    <Disclosure line={line}>
      <div dir="auto">
        <Markdown source={text} ended={ended} />
      </div>
    </Disclosure>
  )
}
