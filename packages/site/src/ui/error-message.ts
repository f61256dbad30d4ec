import { challengeNeeded, type Problem } from "../api/problem.ts"
import { connection } from "../api/request.ts"
import { hasOtherModels, maxMessageLength } from "../page/config.ts"
import { session, signInHelps } from "../sign-in/session.ts"
import { formatTime, formatWait } from "../words/format.ts"
import { t } from "../words/t.ts"

/** A wait up to this long is counted down on a button; a longer one is shown as a time. */
export const longestCountdownSeconds = 120

/** The message of a problem: the cause and the next step. `now` is the reader's clock, in milliseconds. */
export function errorMessage(problem: Problem, now = Date.now()): string {
  const words = sentenceOf(problem)
  const { resetAt } = problem
  return [
    words,
    ...(resetAt && isLong(problem, now) ? [t.continuesAt(formatTime(resetAt), formatWait(resetAt, now))] : []),
    ...(problem.code === "budget.exhausted" && signInHelps(problem) ? [t.signInContinues] : []),
  ].join(" ")
}

const sentences: Record<string, (problem: Problem) => string> = {
  "network.lost": () => ({ offline: t.offline, unreachable: t.unreachable, online: t.reachableAgain })[connection.value],
  "model.throttled": () => t.throttled,
  "model.failed": () => t.modelFailed,
  "model.refused": () => (hasOtherModels.value ? t.modelRefusedOthers : t.modelRefused),
  "model.limit": () => (hasOtherModels.value ? t.modelLimitOthers : t.modelLimit),
  "model.filtered": () => t.modelFiltered,
  "model.empty": () => t.modelEmpty,
  "model.timeout": () => t.modelSlow,
  "rate.exceeded": tooManyMessages,
  "budget.exhausted": ({ scope = "stage" }) => (Object.hasOwn(budgets, scope) && budgets[scope] ? budgets[scope] : budgets.stage)(),
  "turn.busy": () => t.busy,
  "turn.follow": () => t.lost,
  "turn.missing": () => t.answerGone,
  "message.missing": () => t.answerGone,
  "turn.mismatch": () => t.sentDifferently,
  "turn.continued": () => t.continuedElsewhere,
  "versions.exceeded": ({ limit = 50 }) => t.tooManyVersions(limit),
  "conversation.missing": () => `${t.missing}.`,
  "body.invalid": () => t.notSendable,
  "body.tooLarge": () => t.tooLong(maxMessageLength()),
  "auth.required": () => (session.value.state === "ended" ? t.sessionEnded : t.signInNeeded),
  "auth.forbidden": () => t.forbidden,
  "auth.unavailable": () => t.identityUnknown,
  "store.unavailable": () => t.storeDown,
  "service.unavailable": () => t.siteDown,
  [challengeNeeded.code]: () => t.challenged,
}

function sentenceOf(problem: Problem): string {
  const sentence = Object.hasOwn(sentences, problem.code) ? sentences[problem.code] : undefined
  if (sentence) return sentence(problem)
  // A server fault, or a request that would be rejected again.
  return problem.retryable ? t.broken : t.notAccepted
}

const budgets: { stage: () => string } & Record<string, () => string> = {
  visitor: () => t.budgetExhausted,
  address: () => t.networkBudgetExhausted,
  network: () => t.networkBudgetExhausted,
  newcomers: () => t.newcomersBudgetExhausted,
  visitors: () => t.visitorsBudgetExhausted,
  stage: () => t.siteBudgetExhausted,
}

function tooManyMessages(problem: Problem): string {
  const isNetwork = problem.scope === "address"
  if (isLong(problem, Date.now())) return isNetwork ? t.networkTurnsExhausted : t.turnsExhausted
  return isNetwork ? t.networkRateExceeded : t.rateExceeded
}

function isLong({ retryAfter, resetAt }: Problem, now: number): boolean {
  const seconds = retryAfter ?? (resetAt ? (Date.parse(resetAt) - now) / 1_000 : 0)
  return seconds > longestCountdownSeconds
}
