import type { EndedTurn } from "@parley/core/context.ts"
import { usdOf } from "@parley/core/model/price.ts"
import type { RequestRecord } from "./request-record.ts"

/** Where CloudWatch keeps the metrics; each has the dimension `Stage`. */
export const metricNamespace = "Parley"

// A turn counts as 0 or 1, so that one metric gives the number (sum), the share (average) and of how many (sample count).
const turnMetrics = {
  TurnsInterrupted: { unit: "Count", of: (turn) => Number(turn.status === "interrupted") },
  TurnsFailed: { unit: "Count", of: (turn) => Number(turn.status === "failed") },
  TurnsStopped: { unit: "Count", of: (turn) => Number(turn.status === "stopped") },
  ModelThrottled: { unit: "Count", of: (turn) => Number(turn.code === "model.throttled") },
  ModelFailed: { unit: "Count", of: (turn) => Number(!turn.recovered && (turn.code === "model.failed" || turn.code === "model.timeout")) },
  InputTokens: { unit: "Count", of: (turn) => turn.usage.inputTokens },
  OutputTokens: { unit: "Count", of: (turn) => turn.usage.outputTokens },
  CacheReadTokens: { unit: "Count", of: (turn) => turn.usage.cacheReadInputTokens },
  CacheWriteTokens: { unit: "Count", of: (turn) => turn.usage.cacheWriteInputTokens },
  CostUsd: { unit: "None", of: (turn) => usdOf(turn.cost) },
} as const satisfies Record<string, { unit: string; of: (turn: EndedTurn) => number }>

/**
 * `TimeToFirstToken` runs from the request's arrival at the function, in milliseconds. `CostAboveReservation` counts turns that cost more than
 * their reservation, which means that the bound of their tokens is wrong; it is written only then. The others are written for every turn.
 */
export type StageMetric = keyof typeof turnMetrics | "TimeToFirstToken" | "CostAboveReservation"

/** Errors in answers; these also have the dimension `Code`, and `Scope` if a limit was reached. */
export const problemMetric = "Problems"

/**
 * The metrics of a request as members of its log line, in CloudWatch's embedded metric format: CloudWatch reads them from the line, without a call.
 * Empty for a request without a turn and without an error.
 */
export function metricsOf({ turns, problem, turnId, startedAt, firstTextAt }: RequestRecord, stage: string): Record<string, unknown> {
  const values: Record<string, { unit: string; value: number | number[] }> = {}
  if (turns.length > 0) {
    for (const [name, { unit, of }] of Object.entries(turnMetrics)) values[name] = { unit, value: turns.map(of) }
  }
  const aboveReservation = turns.filter(({ cost, reserved }) => cost > reserved).length
  if (aboveReservation > 0) values.CostAboveReservation = { unit: "Count", value: aboveReservation }
  const ranHere = turns.some((turn) => turn.turnId === turnId && !turn.recovered)
  if (ranHere && firstTextAt !== undefined) values.TimeToFirstToken = { unit: "Milliseconds", value: firstTextAt - startedAt }
  const directives = [
    ...(Object.keys(values).length > 0 ? [directive(["Stage"], values)] : []),
    ...(problem ? [directive(["Stage", "Code", ...(problem.scope ? ["Scope"] : [])], { [problemMetric]: { unit: "Count" } })] : []),
  ]
  if (directives.length === 0) return {}
  return {
    _aws: { Timestamp: startedAt, CloudWatchMetrics: directives },
    Stage: stage,
    ...Object.fromEntries(Object.entries(values).map(([name, { value }]) => [name, value])),
    ...(problem && { [problemMetric]: 1, Code: problem.code, ...(problem.scope && { Scope: problem.scope }) }),
  }
}

const directive = (dimensions: string[], metrics: Record<string, { unit: string }>) => ({
  Namespace: metricNamespace,
  Dimensions: [dimensions],
  Metrics: Object.entries(metrics).map(([Name, { unit: Unit }]) => ({ Name, Unit })),
})
