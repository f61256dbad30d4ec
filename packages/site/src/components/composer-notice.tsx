import { session } from "../sign-in/session.ts"
import { send } from "../state/sending.ts"
import type { Thread } from "../state/thread.ts"
import { text } from "../text.ts"
import { Notice } from "./notice.tsx"
import { ProblemWords } from "./problem-words.tsx"
import { isWorthWaiting, RetryButton } from "./retry-button.tsx"
import { SignInButton } from "./sign-in-button.tsx"

/** Why the text below was not sent. It stands there, whole, to be sent again. */
export function ComposerNotice({ thread }: { thread: Thread }) {
  const problem = thread.unsent.value
  if (!problem)
    return session.value.state === "ended" ? (
      <Notice kind="warning" action={<SignInButton />}>
        {text.sessionEnded}
      </Notice>
    ) : null
  const busy = thread.running.value !== undefined
  const retry = problem.retryable && isWorthWaiting(problem) && (
    <RetryButton problem={problem} disabled={busy} retry={() => void send(thread)} />
  )
  return (
    <Notice kind="warning" action={retry}>
      <strong>{text.notSent}</strong> <ProblemWords problem={problem} />
    </Notice>
  )
}
