import { useRef } from "preact/hooks"
import { networkLost, type Problem } from "../api/problem.ts"
import { connection } from "../api/request.ts"
import { session } from "../sign-in/session.ts"
import { SignInButton } from "../sign-in/sign-in-button.tsx"
import { withActions } from "../thread/load-actions.ts"
import type { Thread } from "../thread/state/thread.ts"
import { ErrorText } from "../ui/error-text.tsx"
import { Notice } from "../ui/notice.tsx"
import { isWorthRetrying, RetryButton } from "../ui/retry-button.tsx"
import { useIsPast } from "../ui/use-is-past.ts"
import { t } from "../words/t.ts"
import { sendMessage } from "./send-message.ts"

/** Why the text in the composer was not sent, and when it can be sent again, as the same turn. */
export function ComposerNotice({ thread }: { thread: Thread }) {
  const problem = thread.unsent.value
  const words = useWordsOfEnd(thread, problem)
  if (!problem && session.value.state === "ended")
    return (
      <Notice kind="warning" action={<SignInButton />}>
        {t.sessionEnded}
      </Notice>
    )
  if (!problem) return <OtherRunning thread={thread} />
  const busy = thread.running.value !== undefined
  const sendIt = () => void sendMessage(thread)
  const retry = isWorthRetrying(problem) && <RetryButton problem={problem} disabled={busy} retry={sendIt} />
  const sendNow = (
    <button type="button" class="primary" onClick={sendIt}>
      {t.send}
    </button>
  )
  return (
    <Notice kind="warning" action={words ? sendNow : retry}>
      <strong>{t.notSent}</strong> {words ?? <ErrorText problem={problem} />}
    </Notice>
  )
}

/** Another version is written while the shown one is not: a message would have to wait. */
function OtherRunning({ thread }: { thread: Thread }) {
  const other = thread.othersRunning.value.at(-1)
  if (!other || thread.running.value) return null
  const show = (
    <button type="button" class="secondary" onClick={() => void withActions(({ switchVersion }) => switchVersion(thread, other.turnId))}>
      {t.show}
    </button>
  )
  return <Notice action={show}>{t.otherVersionRunning}</Notice>
}

// The message after the cause of a problem has ended by itself.
function useWordsOfEnd(thread: Thread, problem: Problem | undefined): string | undefined {
  const isPast = useIsPast(problem?.resetAt)
  const busy = thread.allRunning.value.length > 0
  // The other answer is shown a moment after the refusal.
  const seenBusy = useRef<Problem | undefined>(undefined)
  if (busy) seenBusy.current = problem
  if (!problem) return undefined
  if (problem.code === networkLost.code && connection.value === "online") return t.reachableAgain
  if (problem.code === "turn.busy" && !busy && seenBusy.current === problem) return t.busyOver
  return isPast ? t.limitOver : undefined
}
