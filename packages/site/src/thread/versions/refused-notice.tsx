import { ErrorText } from "../../ui/error-text.tsx"
import { Notice } from "../../ui/notice.tsx"
import { isWorthRetrying, RetryButton } from "../../ui/retry-button.tsx"
import { type AnswerParts, lastPart } from "../answer-parts.ts"
import type { Thread } from "../state/thread.ts"
import { continueAnswer } from "./continue-answer.ts"
import { regenerateAnswer, submitEdit } from "./new-version.ts"
import { refusalWords } from "./refusal.ts"

/** Why no other version of an answer, or no continuation, began. The answer keeps its tools, if an immediate retry does not help. */
export function RefusedNotice({ thread, parts }: { thread: Thread; parts: AnswerParts }) {
  const turn = parts.find(({ refused }) => refused.value) ?? parts[0]
  const refused = turn.refused.value
  if (!refused) return null
  const { kind, problem } = refused
  const retry = () => {
    if (kind === "continuation") return continueAnswer(thread, lastPart(parts))
    return thread.editing.value?.turnId === turn.turnId ? submitEdit(thread, turn) : regenerateAnswer(thread, turn)
  }
  return (
    <Notice kind="warning" action={isWorthRetrying(problem) && <RetryButton problem={problem} retry={() => void retry()} />}>
      <strong>{refusalWords(kind)}</strong> <ErrorText problem={problem} />
    </Notice>
  )
}
