import { useEffect, useState } from "preact/hooks"
import type { Problem } from "../api/problem.ts"
import { errorMessage } from "./error-message.ts"
import { Label } from "./label.tsx"

const everyMs = 20_000

/** The message of a problem, with a remaining time that stays current if the problem ends by itself. */
export function ErrorText({ problem }: { problem: Problem }) {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    setNow(Date.now())
    if (!problem.resetAt) return
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [problem])
  return <Label words={errorMessage(problem, now)} />
}
