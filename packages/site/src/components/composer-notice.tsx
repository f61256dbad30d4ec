import { problemWords } from "../problem-words.ts"
import { send } from "../state/sending.ts"
import type { Thread } from "../state/thread.ts"
import { text } from "../text.ts"
import { Notice } from "./notice.tsx"
import { RetryButton } from "./retry-button.tsx"

/** Why the text below was not sent. It stands there, whole, to be sent again. */
export function ComposerNotice({ thread }: { thread: Thread }) {
  const problem = thread.unsent.value
  if (!problem) return null
  return (
    <Notice kind="warning" action={problem.retryable && <RetryButton problem={problem} retry={() => send(thread)} />}>
      <strong>{text.notSent}</strong> {problemWords(problem)}
    </Notice>
  )
}
