import type { table as shape } from "@parley/core/entities/table.ts"
import { metricNamespace, problemMetric, type StageMetric } from "@parley/functions/metrics.ts"
import type { FunctionName } from "@parley/functions/routes.ts"
import { functions } from "../functions.ts"
import { gateway } from "../gateway/gateway.ts"
import { table } from "../table.ts"

type Statistic = "Sum" | "Average" | "Maximum" | "SampleCount" | "p50" | "p90" | "p99"

/** One time series in CloudWatch. */
export type Metric = { namespace: string; metricName: string; dimensions: Record<string, $util.Input<string>>; stat: Statistic }

/** The metrics about turns that the functions write into their logs. */
export const turnMetric = (metricName: StageMetric, stat: Statistic): Metric => ({
  namespace: metricNamespace,
  metricName,
  dimensions: { Stage: $app.stage },
  stat,
})

/** The number of errors that callers got, by code; exceeded limits also by scope. */
export const problems = (
  Code: "store.unavailable" | "auth.unavailable" | "internal" | "budget.exhausted" | "model.refused",
  Scope?: "stage" | "newcomers" | "visitors",
): Metric => ({
  namespace: metricNamespace,
  metricName: problemMetric,
  dimensions: { Stage: $app.stage, Code, ...(Scope && { Scope }) },
  stat: "Sum",
})

export const apiMetric = (metricName: "Count" | "4XXError" | "5XXError", stat: Statistic = "Sum"): Metric => ({
  namespace: "AWS/ApiGateway",
  metricName,
  dimensions: { ApiName: gateway.nodes.api.name, Stage: $app.stage },
  stat,
})

export const functionMetric = (
  name: FunctionName,
  metricName: "Errors" | "Throttles" | "ConcurrentExecutions" | "Duration",
  stat: Statistic = "Sum",
): Metric => ({ namespace: "AWS/Lambda", metricName, dimensions: { FunctionName: functions[name].name }, stat })

export const tableMetric = (
  metricName: "ReadThrottleEvents" | "WriteThrottleEvents" | "ConsumedReadCapacityUnits" | "ConsumedWriteCapacityUnits",
  GlobalSecondaryIndexName?: keyof typeof shape.indexes,
): Metric => ({
  namespace: "AWS/DynamoDB",
  metricName,
  dimensions: { TableName: table.name, ...(GlobalSecondaryIndexName && { GlobalSecondaryIndexName }) },
  stat: "Sum",
})
