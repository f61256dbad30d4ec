import { hasVisibleText } from "@parley/core/visible-text.ts"
import { Markdown } from "../markdown/markdown.tsx"
import { t } from "../words/t.ts"
import { AnswerState } from "./answer-state.tsx"
import { AnswerTools } from "./answer-tools.tsx"
import { ReplaceError } from "./replace-error.tsx"
import { isRunning, type Thread, type ThreadTurn } from "./state/thread.ts"
import { useTarget } from "./use-target.ts"

/** What was answered, or how the answer stands. */
export function AnswerView({ thread, turn }: { thread: Thread; turn: ThreadTurn }) {
  const target = useTarget<HTMLDivElement>(turn.messageId)
  const running = isRunning(turn.status.value)
  const answer = turn.answer.value
  const isShown = hasVisibleText(answer)
  return (
    <div class="answer" data-status={turn.status.value} aria-busy={running} ref={target} tabIndex={-1}>
      <h2 class="sr-only">{t.assistant}</h2>
      {isShown && (
        // A browser that translates takes the text nodes out of the page which a growing answer is written into.
        <div dir="auto" translate={!running}>
          <Markdown source={answer} ended={!running} />
        </div>
      )}
      <AnswerState thread={thread} turn={turn} />
      {isShown && !running && <AnswerTools thread={thread} turn={turn} />}
      <ReplaceError thread={thread} turn={turn} />
    </div>
  )
}
