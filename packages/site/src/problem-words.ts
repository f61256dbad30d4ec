import type { Problem } from "./api/problem.ts"
import { text } from "./text.ts"

const words: Record<string, string> = {
  "network.lost": text.unreachable,
  "model.throttled": text.throttled,
  "rate.exceeded": text.rateExceeded,
  "budget.exhausted": text.budgetExhausted,
  "turn.busy": text.busy,
  "conversation.missing": text.missing,
  "body.tooLarge": text.tooLong,
  "model.failed": text.modelFailed,
  "model.timeout": text.modelSlow,
  "store.unavailable": text.storeDown,
}

/** A problem in words that say what happened and what comes next. */
export function problemWords(problem: Problem): string {
  if (problem.code === "network.lost" && !navigator.onLine) return text.offline
  const said = words[problem.code] ?? text.broken
  return problem.resetAt ? `${said} ${text.opensAgain(timeOf(problem.resetAt))}` : said
}

// A limit ends at midnight UTC, which is another hour, and often another day, where the reader is.
function timeOf(iso: string): string {
  const at = new Date(iso)
  const sameDay = at.toDateString() === new Date().toDateString()
  return new Intl.DateTimeFormat("en", { hour: "numeric", minute: "2-digit", ...(sameDay ? {} : { weekday: "long" }) }).format(at)
}
