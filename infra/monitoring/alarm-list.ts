import { usdOf } from "@parley/core/model/price.ts"
import { concurrency, functionSettings, signIn, stackSettings } from "../deployment.ts"
import { apiMetric, functionMetric, type Metric, problems, tableMetric, turnMetric } from "./watched.ts"

/** An alarm. Its mail says what it means and what to do; docs/operations.md has a section with details under the alarm's name. */
export type Alarm = {
  name: string
  means: string
  act: string
  metrics: Record<string, Metric>
  /** Combines the metrics by their names; not needed for a single metric. */
  expression?: string
  above: $util.Input<number>
  minutes: number
  /** How many of the last periods must be above the threshold; one of one by default. */
  periods?: { above: number; of: number }
}

// In 15 minutes: at least three turns, so that a single failure at night does not alarm, and more than 5 %.
const shareOfTurns = (name: "TurnsInterrupted" | "ModelThrottled" | "ModelFailed") => ({
  metrics: { turns: turnMetric(name, "Sum"), share: turnMetric(name, "Average") },
  expression: "IF(turns >= 3, 100 * share, 0)",
  above: 5,
  minutes: 15,
})

const bothFunctions = (name: "Errors" | "Throttles") => ({
  metrics: { chat: functionMetric("chat", name), conversations: functionMetric("conversations", name) },
  expression: "FILL(chat, 0) + FILL(conversations, 0)",
  minutes: 5,
})

const dailyBudgetUsd = functionSettings.apply(({ settings }) => usdOf(settings.budgets.stage))

export const alarms: readonly Alarm[] = [
  {
    name: "api-errors",
    means: "The API has answered more than five requests with a 5xx status, within five minutes, twice recently.",
    act: "Find the code of the failing answers on the dashboard, then the requests in the logs.",
    metrics: { errors: apiMetric("5XXError") },
    above: 5,
    minutes: 5,
    periods: { above: 2, of: 3 },
  },
  {
    name: "api-refusals",
    means: "More than half of at least fifty requests were refused with a 4xx status for a quarter of an hour.",
    act: "If the status is 403, the edge does not send a key that the API accepts: put the last key back. If it is 429 or 404, look for one client.",
    metrics: { requests: apiMetric("Count"), refusals: apiMetric("4XXError") },
    expression: "IF(requests >= 50, 100 * refusals / requests, 0)",
    above: 50,
    minutes: 5,
    periods: { above: 3, of: 3 },
  },
  {
    name: "internal-errors",
    means: "Somebody met an error that the code did not foresee.",
    act: "Find the error and its stack in the functions' logs by the code `internal`; it is a bug.",
    metrics: { problems: problems("internal") },
    above: 0,
    minutes: 5,
  },
  {
    name: "function-errors",
    means: "A function crashed, ran out of memory or ran into its time limit; the turns it was writing are interrupted.",
    act: "Look into its log for platform.report with another record.status than success, and roll back if it began with a deployment.",
    ...bothFunctions("Errors"),
    above: 0,
  },
  {
    name: "function-throttles",
    means: "Lambda refused more than five calls within five minutes because every reserved execution was busy.",
    act: "If these are people, raise CONCURRENCY and, if need be, the account's quota. If it is one client, budgets do not bound it: lower REQUESTS_PER_MINUTE or block its address in the firewall.",
    ...bothFunctions("Throttles"),
    above: 5,
  },
  ...(concurrency
    ? [
        {
          name: "concurrency",
          means: "Four fifths of the answers that can be written at once have been in use for a quarter of an hour.",
          act: "Raise CONCURRENCY before people are refused; a turn takes one execution for as long as its answer is written.",
          metrics: { running: functionMetric("chat", "ConcurrentExecutions", "Maximum") },
          above: 0.8 * concurrency.chat,
          minutes: 5,
          periods: { above: 3, of: 3 },
        },
      ]
    : []),
  {
    name: "slow-first-token",
    means: "One person in ten has waited more than five seconds for the first word, for a quarter of an hour.",
    act: "Compare with AWS/Bedrock TimeToFirstToken: if the model itself is slow, offer another model or profile, else look at the functions.",
    metrics: { turns: turnMetric("TimeToFirstToken", "SampleCount"), wait: turnMetric("TimeToFirstToken", "p90") },
    expression: "IF(turns >= 5, wait, 0)",
    above: 5_000,
    minutes: 5,
    periods: { above: 3, of: 3 },
  },
  {
    name: "interrupted-turns",
    means: "More than one answer in twenty broke off in the middle.",
    act: "The request lines of the log say why, by code: model.* is Bedrock, turns that others had to end are crashed functions.",
    ...shareOfTurns("TurnsInterrupted"),
  },
  {
    name: "model-throttled",
    means: "Bedrock refused more than one turn in twenty because the account's quota of requests or tokens was used up.",
    act: "Lower MAX_TOKENS, which counts against the quota in full, or ask AWS for a higher quota of this model.",
    ...shareOfTurns("ModelThrottled"),
  },
  {
    name: "model-failed",
    means: "More than one turn in twenty failed in Bedrock or was too slow there.",
    act: "Read the error in the log, then look at the AWS Health Dashboard; another model or profile helps people meanwhile.",
    ...shareOfTurns("ModelFailed"),
  },
  {
    name: "model-refused",
    means: "Bedrock refused three turns or more within five minutes for good: trying again does not help.",
    act: "Read the error in the log: AccessDenied is access to the model or the role, ResourceNotFound an ended model (change MODEL_ID).",
    metrics: { problems: problems("model.refused") },
    above: 2,
    minutes: 5,
  },
  {
    name: "store-unavailable",
    means: "The table refused or lost calls, after all retries, for three people or more within five minutes.",
    act: "Look at the error in the log: throttling passes by itself, AccessDenied is the role, anything else is on the AWS Health Dashboard.",
    metrics: { problems: problems("store.unavailable") },
    above: 2,
    minutes: 5,
  },
  ...(signIn
    ? [
        {
          name: "sign-in-unavailable",
          means: "Three requests or more of people who had signed in were refused within five minutes, for want of the issuer's keys.",
          act: "Ask npm run doctor, and look at the issuer's own status; it comes right by itself when the issuer answers again.",
          metrics: { problems: problems("auth.unavailable") },
          above: 2,
          minutes: 5,
        },
      ]
    : []),
  {
    name: "table-throttles",
    means: "DynamoDB slowed calls down more than ten times within five minutes, twice recently; retries still hide it.",
    act: "The stage's maximum is reached (table-reads), one key is too busy, or the load has doubled within minutes, which passes by itself.",
    metrics: { reads: tableMetric("ReadThrottleEvents"), writes: tableMetric("WriteThrottleEvents") },
    expression: "FILL(reads, 0) + FILL(writes, 0)",
    above: 10,
    minutes: 5,
    periods: { above: 2, of: 3 },
  },
  {
    name: "table-reads",
    means: "A quarter of all that the table may be read was read, for a quarter of an hour.",
    act: "Find the route in the access log: searches, exports and openings read most. If one client does it, its minute budgets hold; lower them.",
    metrics: {
      table: tableMetric("ConsumedReadCapacityUnits"),
      index: tableMetric("ConsumedReadCapacityUnits", "byRecency"),
    },
    expression: "FILL(table, 0) + FILL(index, 0)",
    above: (stackSettings.tableUnitsPerSecond.read / 4) * 300,
    minutes: 5,
    periods: { above: 3, of: 3 },
  },
  {
    name: "site-budget",
    means:
      "The whole site's budget of the day is used up: all questions are refused until midnight UTC, or with an hourly release until the next hour.",
    act: "See on the dashboard who spent it. If it was wanted, raise BUDGET_STAGE_DAILY_USD and deploy.",
    metrics: { problems: problems("budget.exhausted", "stage") },
    above: 0,
    minutes: 5,
  },
  {
    name: "visitor-budget",
    means: "The part of the day's budget for visitors or for new visitors is used up: they are refused, while others are still answered.",
    act: "The dashboard names the part by Scope. If these are people, raise BUDGET_STAGE_DAILY_USD or the part; if it is a flood, lower the budget of an address.",
    metrics: { newcomers: problems("budget.exhausted", "newcomers"), visitors: problems("budget.exhausted", "visitors") },
    expression: "FILL(newcomers, 0) + FILL(visitors, 0)",
    above: 0,
    minutes: 5,
  },
  {
    name: "cost-above-reservation",
    means: "A turn cost more than its reservation: the budgets are no longer a limit of what the model costs.",
    act: "Find the turn in the log and compare its usage with the reservation. Correct the token bound or the prices; lower the budgets until then.",
    metrics: { turns: turnMetric("CostAboveReservation", "Sum") },
    above: 0,
    minutes: 5,
  },
  {
    name: "spend",
    means: "A quarter of the site's budget of a day was spent on the model within one hour.",
    act: "See on the dashboard whether many ask or one does. BUDGET_STAGE_DAILY_USD=0 and a deployment turn all answers off.",
    metrics: { cost: turnMetric("CostUsd", "Sum") },
    above: dailyBudgetUsd.apply((usd) => usd / 4),
    minutes: 60,
  },
]
