import { useEffect, useState } from "preact/hooks"
import type { Problem } from "../api/problem.ts"
import { signInHelps } from "../sign-in/session.ts"
import { SignInButton } from "../sign-in/sign-in-button.tsx"
import { t } from "../words/t.ts"
import { longestCountdownSeconds } from "./error-message.ts"
import { Label } from "./label.tsx"

type Props = { retry: () => void; problem?: Problem | undefined; label?: string; disabled?: boolean }

/**
 * Tries again. When the server named a time to wait, it counts down first: nothing is sent in vain. Where signing in helps at once, it is
 * the way to that.
 */
export function RetryButton({ retry, problem, label = t.retry, disabled = false }: Props) {
  const seconds = useCountdown(problem)
  if (problem && signInHelps(problem)) return <SignInButton />
  const waits = disabled || seconds > 0
  // Not `disabled`: a button that waits again after it was pressed would lose the focus.
  return (
    <button type="button" class="secondary" aria-disabled={waits} onClick={() => !waits && retry()}>
      <Label words={seconds > 0 ? t.retryIn(seconds) : label} />
    </button>
  )
}

/** Whether a `RetryButton` helps: the same request may succeed after a wait that is counted down, or by signing in. */
export const isWorthRetrying = (problem: Problem): boolean =>
  problem.retryable && ((problem.retryAfter ?? 0) <= longestCountdownSeconds || signInHelps(problem))

function useCountdown(problem: Problem | undefined): number {
  const wait = problem?.retryAfter && problem.retryAfter <= longestCountdownSeconds ? Math.ceil(problem.retryAfter) : 0
  const [left, setLeft] = useState(wait)
  useEffect(() => {
    const end = Date.now() + wait * 1_000
    setLeft(wait)
    const timer = setInterval(() => {
      const now = Math.max(0, Math.ceil((end - Date.now()) / 1_000))
      setLeft(now)
      if (now === 0) clearInterval(timer)
    }, 250)
    return () => clearInterval(timer)
  }, [problem])
  return left
}
