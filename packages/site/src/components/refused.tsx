import { answerAgain, sendEdit } from "../state/replacing.ts"
import type { Thread, Turn } from "../state/thread.ts"
import { text } from "../text.ts"
import { Notice } from "./notice.tsx"
import { ProblemWords } from "./problem-words.tsx"
import { isWorthRetrying, RetryButton } from "./retry-button.tsx"

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
