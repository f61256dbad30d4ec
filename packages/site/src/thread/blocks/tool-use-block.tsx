import type { BlockOf } from "../../api/types.ts"
import { t } from "../../words/t.ts"
import { Data } from "./data.tsx"
import { Disclosure } from "./disclosure.tsx"

type Status = BlockOf<"toolUse">["toolUse"]["status"]

const statusText: Record<Status, () => string> = {
  running: () => t.toolRunning,
  done: () => t.toolDone,
  failed: () => t.toolFailed,
  refused: () => t.toolRefused,
  unknown: () => t.toolUnknown,
}

export function ToolUseBlock({ block: { toolUse } }: { block: BlockOf<"toolUse"> }) {
  const { name, title = name, status, input } = toolUse
  return (
    <Disclosure
      line={
        <>
          {t.tool} <bdi class="block-name">{title}</bdi> <span data-status={status}>{statusText[status]?.() ?? status}</span>
        </>
      }
    >
      <Data value={input} />
    </Disclosure>
  )
}
