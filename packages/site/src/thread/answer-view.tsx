import { hasVisibleText } from "@parley/core/visible-text.ts"
import { t } from "../words/t.ts"
import { AnswerState } from "./answer-state.tsx"
import { AnswerTools } from "./answer-tools.tsx"
import { ContentView } from "./blocks/content-view.tsx"
import { ReplaceError } from "./replace-error.tsx"
import { hasOtherBlocks, isRunning, type Thread, type ThreadTurn } from "./state/thread.ts"
import { useTarget } from "./use-target.ts"

/** The answer, or its state. */
export function AnswerView({ thread, turn }: { thread: Thread; turn: ThreadTurn }) {
  const target = useTarget<HTMLDivElement>(turn.messageId)
  const running = isRunning(turn.status.value)
  const content = turn.blocks.value
  const isShown = hasVisibleText(turn.answer.value)
  return (
    <div class="answer" data-status={turn.status.value} aria-busy={running} ref={target} tabIndex={-1}>
      <h2 class="sr-only">{t.assistant}</h2>
      {(isShown || hasOtherBlocks(content)) && <ContentView content={content} ended={!running} />}
      <AnswerState thread={thread} turn={turn} />
      {isShown && !running && <AnswerTools thread={thread} turn={turn} />}
      <ReplaceError thread={thread} turn={turn} />
    </div>
  )
}
