import type { Problem } from "./api/problem.ts"
import { connection } from "./api/reachability.ts"
import { formatTime, formatWait } from "./format.ts"
import { session } from "./sign-in/session.ts"
import { text } from "./text.ts"

/** A problem in words that say what happened and what comes next. `now` is the reader's clock, in milliseconds. */
export function problemWords(problem: Problem, now = Date.now()): string {
  const said = sentenceOf(problem)
  return problem.resetAt ? `${said} ${text.opensAgain(formatTime(problem.resetAt), formatWait(problem.resetAt, now))}` : said
}

function sentenceOf({ code, resetAt }: Problem): string {
  switch (code) {
    case "network.lost":
      return { offline: text.offline, unreachable: text.unreachable, online: text.reachableAgain }[connection.value]
    case "model.throttled":
      return text.throttled
    case "rate.exceeded":
      return resetAt ? text.turnsExhausted : text.rateExceeded
    case "budget.exhausted":
      return text.budgetExhausted
    case "turn.busy":
      return text.busy
    case "conversation.missing":
      return text.missing
    case "turn.missing":
      return text.answerGone
    case "body.tooLarge":
      return text.tooLong
    case "model.failed":
      return text.modelFailed
    case "model.timeout":
      return text.modelSlow
    case "auth.required":
      return session.value.state === "ended" ? text.sessionEnded : text.signInNeeded
    case "auth.forbidden":
      return text.forbidden
    case "auth.unavailable":
      return text.identityUnknown
    case "store.unavailable":
      return text.storeDown
    case "service.unavailable":
      return text.siteDown
    default:
      return text.broken
  }
}
