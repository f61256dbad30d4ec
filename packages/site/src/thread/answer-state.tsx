import { hasVisibleText } from "@parley/core/visible-text.ts"
import { useEffect } from "preact/hooks"
import { type AnswerParts, lastPart, textOfAnswer } from "./answer-parts.ts"
import { loadActions, threadActions } from "./load-actions.ts"
import { isCutByModel } from "./state/end-reason.ts"
import { isRunning, type Thread } from "./state/thread.ts"
import { WritingIndicator } from "./writing-indicator.tsx"

/** The state of the answer with its next step. A complete answer shows none. */
export function AnswerState({ thread, parts }: { thread: Thread; parts: AnswerParts }) {
  const turn = lastPart(parts)
  const { status } = turn
  const isWhole = status.value === "complete" && hasVisibleText(textOfAnswer(parts)) && !isCutByModel(turn)
  const running = isRunning(status.value)
  useEffect(() => {
    if (!running && !isWhole) void loadActions()
  }, [running, isWhole])
  if (running) return <WritingIndicator content={turn.blocks.value} />
  const End = isWhole ? undefined : threadActions.value?.AnswerEnd
  return End ? <End thread={thread} parts={parts} /> : null
}
