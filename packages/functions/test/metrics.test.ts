import type { EndedTurn } from "@parley/core/context.ts"
import { describe, expect, test } from "vitest"
import { metricsOf } from "../src/metrics.ts"
import type { RequestRecord } from "../src/request-record.ts"

const usage = { inputTokens: 10, outputTokens: 20, cacheReadInputTokens: 30, cacheWriteInputTokens: 40 }
const complete: EndedTurn = { turnId: "trn_1", status: "complete", usage, reserved: 2_000_000, cost: 1_500_000, recovered: false }
const record = (more: Partial<RequestRecord>): RequestRecord => ({ requestId: "r", startedAt: 1_000, turns: [], ...more })

/** Name, value and dimensions of every metric that CloudWatch extracts from the line. */
function extracted(more: Partial<RequestRecord>) {
  const line = metricsOf(record(more), "prod") as Record<string, unknown> & { _aws?: Embedded }
  return (line._aws?.CloudWatchMetrics ?? []).flatMap(({ Namespace, Dimensions, Metrics }) =>
    Metrics.map(({ Name }) => ({
      metric: `${Namespace} ${Name}`,
      value: line[Name],
      dimensions: Object.fromEntries((Dimensions[0] ?? []).map((name) => [name, line[name]])),
    })),
  )
}
type Embedded = { CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[] }

const metric = (more: Partial<RequestRecord>, name: string) => extracted(more).find(({ metric }) => metric === `Parley ${name}`)?.value

describe("the metrics of a request", () => {
  test("are empty for a request without an ended turn or a problem", () => {
    expect(metricsOf(record({}), "prod")).toEqual({})
  })

  test("are in CloudWatch's embedded format: one record with the stage as dimension", () => {
    const line = metricsOf(record({ turnId: "trn_1", turns: [complete], firstTextAt: 1_250 }), "prod")
    expect(line).toMatchObject({
      _aws: { Timestamp: 1_000, CloudWatchMetrics: [{ Namespace: "Parley", Dimensions: [["Stage"]] }] },
      Stage: "prod",
      TimeToFirstToken: 250,
      InputTokens: [10],
      OutputTokens: [20],
      CacheReadTokens: [30],
      CacheWriteTokens: [40],
      CostUsd: [0.0015],
      TurnsFailed: [0],
    })
    expect(extracted({ turns: [complete] }).every(({ value }) => value !== undefined)).toBe(true)
  })

  test("count each turn as 0 or 1: their average is the failure rate", () => {
    const cut = { ...complete, turnId: "trn_2", status: "interrupted", code: "model.throttled" } as const
    const turns = [complete, cut]
    expect([metric({ turns }, "TurnsInterrupted"), metric({ turns }, "ModelThrottled"), metric({ turns }, "ModelFailed")]).toEqual([
      [0, 1],
      [0, 1],
      [0, 0],
    ])
  })

  test("report a turn only if it cost more than its reservation", () => {
    const dearer = { ...complete, cost: complete.reserved + 1 }
    expect(metric({ turns: [complete] }, "CostAboveReservation")).toBeUndefined()
    expect(metric({ turns: [complete, dearer] }, "CostAboveReservation")).toBe(1)
  })

  test("count a recovered turn as interrupted, not as a model failure", () => {
    const turns = [{ ...complete, status: "interrupted", code: "model.timeout", recovered: true } as const]
    expect([metric({ turns }, "TurnsInterrupted"), metric({ turns }, "ModelFailed")]).toEqual([[1], [0]])
  })

  test("have a time to first token only for a turn that ran in this request", () => {
    expect(metric({ turnId: "trn_1", turns: [], firstTextAt: 1_250 }, "TimeToFirstToken")).toBeUndefined()
    expect(metric({ turnId: "trn_1", turns: [{ ...complete, recovered: true }], firstTextAt: 1_250 }, "TimeToFirstToken")).toBeUndefined()
    expect(metric({ turnId: "trn_1", turns: [complete] }, "TimeToFirstToken")).toBeUndefined()
  })

  test("count a problem by its code, and a limit also by its scope", () => {
    expect(extracted({ problem: { code: "store.unavailable" } })).toEqual([
      { metric: "Parley Problems", value: 1, dimensions: { Stage: "prod", Code: "store.unavailable" } },
    ])
    expect(extracted({ problem: { code: "budget.exhausted", scope: "stage" } })).toEqual([
      { metric: "Parley Problems", value: 1, dimensions: { Stage: "prod", Code: "budget.exhausted", Scope: "stage" } },
    ])
  })
})
