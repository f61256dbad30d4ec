import { useEffect, useState } from "preact/hooks"
import type { Problem } from "../api/problem.ts"
import { signInHelps } from "../sign-in/session.ts"
import { SignInButton } from "../sign-in/sign-in-button.tsx"
import { t } from "../words/t.ts"
import { longestCountdownSeconds } from "./error-message.ts"
import { Label } from "./label.tsx"

type Props = { retry: () => void; problem?: Problem | undefined; label?: string; disabled?: boolean }

/**
 * A button that retries. It first counts down the server's `retryAfter`, if there is one. If sign-in helps at once, it is
 * a sign-in button.
 */
export function RetryButton({ retry, problem, label = t.retry, disabled = false }: Props) {
  const seconds = useCountdown(problem)
  if (problem && signInHelps(problem)) return <SignInButton />
  const waits = disabled || seconds > 0
  // Not `disabled`: the button would lose the focus when it starts another countdown.
  return (
    <button type="button" class="secondary" aria-disabled={waits} onClick={() => !waits && retry()}>
      <Label words={seconds > 0 ? t.retryIn(seconds) : label} />
    </button>
  )
}

/** Whether a `RetryButton` helps: the same request may succeed after the countdown or after sign-in. */
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
