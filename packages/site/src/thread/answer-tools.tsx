import { useState } from "preact/hooks"
import { CopyButton } from "../ui/copy-button.tsx"
import { focusMain } from "../ui/focus.ts"
import { IconButton } from "../ui/icon-button.tsx"
import { AgainIcon, InfoIcon } from "../ui/icons.tsx"
import { formatMoney, formatNumber } from "../words/format.ts"
import { t } from "../words/t.ts"
import { Rating } from "./rating.tsx"
import { isReplaceable, regenerateAnswer } from "./state/replace-turn.ts"
import type { Thread, ThreadTurn } from "./state/thread.ts"

/** The actions of an ended answer. */
export function AnswerTools({ thread, turn }: { thread: Thread; turn: ThreadTurn }) {
  const [detailed, setDetailed] = useState(false)
  return (
    <div class="answer-tools">
      <div class="turn-tools">
        <CopyButton label={t.copyAnswer} content={() => turn.answer.value} />
        {isReplaceable(thread, turn) && (
          <IconButton label={t.regenerate} press={() => void regenerate(thread, turn)}>
            <AgainIcon />
          </IconButton>
        )}
        <IconButton label={t.details} expanded={detailed} press={() => setDetailed(!detailed)}>
          <InfoIcon />
        </IconButton>
        <Rating thread={thread} turn={turn} />
      </div>
      {detailed && <p class="answer-usage">{usageWords(turn)}</p>}
    </div>
  )
}

// The button is about to disappear: focus moves to the message box, where the answer can be stopped.
function regenerate(thread: Thread, turn: ThreadTurn): Promise<void> {
  focusMain()
  return regenerateAnswer(thread, turn)
}

function usageWords(turn: ThreadTurn): string {
  const spent = turn.spent.value
  if (!spent) return t.noUsage
  // An interrupted stream reports no tokens: its stored cost is the reserved maximum.
  if (turn.status.value !== "complete") return t.countedAtMost(formatMoney(spent.cost.usd))
  const { inputTokens, cacheReadInputTokens, cacheWriteInputTokens, outputTokens } = spent.usage
  const input = inputTokens + cacheReadInputTokens + cacheWriteInputTokens
  return t.answerUsage(formatNumber(input), formatNumber(outputTokens), formatMoney(spent.cost.usd))
}
