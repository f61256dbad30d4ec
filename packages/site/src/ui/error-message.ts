import { challengeNeeded, type Problem } from "../api/problem.ts"
import { connection } from "../api/reachability.ts"
import { maxMessageLength } from "../composer/typing.ts"
import { hasOtherModels } from "../page/model.ts"
import { session, signInHelps } from "../sign-in/session.ts"
import { formatTime, formatWait } from "../words/format.ts"
import { text } from "../words/text.ts"

/** A wait up to this long is counted down on a button; a longer one is said as a time. */
export const longestCountdownSeconds = 120

/** A problem in words that say what happened and what comes next. `now` is the reader's clock, in milliseconds. */
export function problemWords(problem: Problem, now = Date.now()): string {
  const words = sentenceOf(problem)
  const { resetAt } = problem
  return [
    words,
    ...(resetAt && isLong(problem, now) ? [text.opensAgain(formatTime(resetAt), formatWait(resetAt, now))] : []),
    ...(problem.code === "budget.exhausted" && signInHelps(problem) ? [text.signInContinues] : []),
  ].join(" ")
}

const sentences: Record<string, (problem: Problem) => string> = {
  "network.lost": () => ({ offline: text.offline, unreachable: text.unreachable, online: text.reachableAgain })[connection.value],
  "model.throttled": () => text.throttled,
  "model.failed": () => text.modelFailed,
  "model.refused": () => (hasOtherModels.value ? text.modelRefusedOthers : text.modelRefused),
  "model.limit": () => (hasOtherModels.value ? text.modelLimitOthers : text.modelLimit),
  "model.filtered": () => text.modelFiltered,
  "model.empty": () => text.modelEmpty,
  "model.timeout": () => text.modelSlow,
  "rate.exceeded": tooManyMessages,
  "budget.exhausted": ({ scope = "stage" }) => (Object.hasOwn(budgets, scope) && budgets[scope] ? budgets[scope] : budgets.stage)(),
  "turn.busy": () => text.busy,
  "turn.follow": () => text.lost,
  "turn.missing": () => text.answerGone,
  "message.missing": () => text.answerGone,
  "turn.mismatch": () => text.sentDifferently,
  "turn.notLast": () => text.continuedElsewhere,
  "conversation.missing": () => text.missing,
  "body.invalid": () => text.notSendable,
  "body.tooLarge": () => text.tooLong(maxMessageLength()),
  "auth.required": () => (session.value.state === "ended" ? text.sessionEnded : text.signInNeeded),
  "auth.forbidden": () => text.forbidden,
  "auth.unavailable": () => text.identityUnknown,
  "store.unavailable": () => text.storeDown,
  "service.unavailable": () => text.siteDown,
  [challengeNeeded.code]: () => text.challenged,
}

function sentenceOf(problem: Problem): string {
  const sentence = Object.hasOwn(sentences, problem.code) ? sentences[problem.code] : undefined
  if (sentence) return sentence(problem)
  // What the caller could not help, or a request that will be refused the next time too.
  return problem.retryable ? text.broken : text.notAccepted
}

const budgets: { stage: () => string } & Record<string, () => string> = {
  visitor: () => text.budgetExhausted,
  address: () => text.networkBudgetExhausted,
  network: () => text.networkBudgetExhausted,
  newcomers: () => text.newcomersBudgetExhausted,
  visitors: () => text.visitorsBudgetExhausted,
  stage: () => text.siteBudgetExhausted,
}

function tooManyMessages(problem: Problem): string {
  const isNetwork = problem.scope === "address"
  if (isLong(problem, Date.now())) return isNetwork ? text.networkTurnsExhausted : text.turnsExhausted
  return isNetwork ? text.networkRateExceeded : text.rateExceeded
}

function isLong({ retryAfter, resetAt }: Problem, now: number): boolean {
  const seconds = retryAfter ?? (resetAt ? (Date.parse(resetAt) - now) / 1_000 : 0)
  return seconds > longestCountdownSeconds
}
