import { useState } from "preact/hooks"
import { CopyButton } from "../ui/copy-button.tsx"
import { focusMain } from "../ui/focus.ts"
import { Tool } from "../ui/icon-button.tsx"
import { AgainIcon, InfoIcon } from "../ui/icons.tsx"
import { formatMoney, formatNumber } from "../words/format.ts"
import { text } from "../words/text.ts"
import { Rating } from "./rating.tsx"
import { answerAgain, isReplaceable } from "./state/replacing.ts"
import type { Thread, Turn } from "./state/thread.ts"

/** What can be done with an answer that has ended. */
export function AnswerTools({ thread, turn }: { thread: Thread; turn: Turn }) {
  const [detailed, setDetailed] = useState(false)
  return (
    <div class="answer-tools">
      <div class="turn-tools">
        <CopyButton label={text.copyAnswer} content={() => turn.answer.value} />
        {isReplaceable(thread, turn) && (
          <Tool label={text.regenerate} press={() => void regenerate(thread, turn)}>
            <AgainIcon />
          </Tool>
        )}
        <Tool label={text.details} expanded={detailed} press={() => setDetailed(!detailed)}>
          <InfoIcon />
        </Tool>
        <Rating thread={thread} turn={turn} />
      </div>
      {detailed && <p class="answer-usage">{usageWords(turn)}</p>}
    </div>
  )
}

// The button is about to go: who pressed it waits for the answer where it can be stopped.
function regenerate(thread: Thread, turn: Turn): Promise<void> {
  focusMain()
  return answerAgain(thread, turn)
}

function usageWords(turn: Turn): string {
  const spent = turn.spent.value
  if (!spent) return text.noUsage
  // A stream that was cut reports no tokens: what is stored for it is the bound that was set aside.
  if (turn.status.value !== "complete") return text.countedAtMost(formatMoney(spent.cost.usd))
  const { inputTokens, cacheReadInputTokens, cacheWriteInputTokens, outputTokens } = spent.usage
  const input = inputTokens + cacheReadInputTokens + cacheWriteInputTokens
  return text.answerUsage(formatNumber(input), formatNumber(outputTokens), formatMoney(spent.cost.usd))
}
