import { hasVisibleText } from "@parley/core/visible-text.ts"
import { Fragment } from "preact"
import { t } from "../words/t.ts"
import { type AnswerParts, contentOfAnswer, lastPart, textOfAnswer } from "./answer-parts.ts"
import { AnswerState } from "./answer-state.tsx"
import { AnswerTools } from "./answer-tools.tsx"
import { ContentView } from "./blocks/content-view.tsx"
import { threadActions } from "./load-actions.ts"
import { hasOtherBlocks, isRunning, type Thread } from "./state/thread.ts"
import { useTarget } from "./use-target.ts"

/** The answer, or its state. */
export function AnswerView({ thread, parts }: { thread: Thread; parts: AnswerParts }) {
  const target = useTarget<HTMLDivElement>(parts.map(({ messageId }) => messageId))
  const { turnId } = parts[0]
  const last = lastPart(parts)
  const running = isRunning(last.status.value)
  const isShown = hasVisibleText(textOfAnswer(parts))
  const Refused = threadActions.value?.RefusedNotice
  return (
    <div class="answer" data-status={last.status.value} aria-busy={running} ref={target} tabIndex={-1}>
      <h2 class="sr-only">{t.assistant}</h2>
      {(isShown || parts.some(({ blocks }) => hasOtherBlocks(blocks.value))) && (
        <Fragment key={turnId}>
          <ContentView content={contentOfAnswer(parts)} ended={!running} />
        </Fragment>
      )}
      <AnswerState key={last.turnId} thread={thread} parts={parts} />
      <AnswerTools thread={thread} parts={parts} isComplete={isShown && !running} />
      {Refused && <Refused thread={thread} parts={parts} />}
    </div>
  )
}
