import { ErrorText } from "../ui/error-text.tsx"
import { Notice } from "../ui/notice.tsx"
import { isWorthRetrying, RetryButton } from "../ui/retry-button.tsx"
import { t } from "../words/t.ts"
import { regenerateAnswer, submitEdit } from "./state/replace-turn.ts"
import type { Thread, ThreadTurn } from "./state/thread.ts"

/** Why the answer above was not replaced. The answer keeps its tools, if an immediate retry does not help. */
export function ReplaceError({ thread, turn }: { thread: Thread; turn: ThreadTurn }) {
  const problem = turn.refused.value
  if (!problem) return null
  const retry = () => (thread.editing.value ? submitEdit(thread, turn) : regenerateAnswer(thread, turn))
  return (
    <Notice kind="warning" action={isWorthRetrying(problem) && <RetryButton problem={problem} retry={() => void retry()} />}>
      <strong>{t.notReplaced}</strong> <ErrorText problem={problem} />
    </Notice>
  )
}
