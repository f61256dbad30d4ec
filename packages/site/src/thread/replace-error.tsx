import { ProblemWords } from "../ui/error-text.tsx"
import { Notice } from "../ui/notice.tsx"
import { isWorthRetrying, RetryButton } from "../ui/retry-button.tsx"
import { text } from "../words/text.ts"
import { answerAgain, sendEdit } from "./state/replacing.ts"
import type { Thread, Turn } from "./state/thread.ts"

/** Why the answer above was not replaced. It stands there as it was, with the ways to ask again, if a retry at once helps nothing. */
export function Refused({ thread, turn }: { thread: Thread; turn: Turn }) {
  const problem = turn.refused.value
  if (!problem) return null
  const retry = () => (thread.editing.value ? sendEdit(thread, turn) : answerAgain(thread, turn))
  return (
    <Notice kind="warning" action={isWorthRetrying(problem) && <RetryButton problem={problem} retry={() => void retry()} />}>
      <strong>{text.notReplaced}</strong> <ProblemWords problem={problem} />
    </Notice>
  )
}
