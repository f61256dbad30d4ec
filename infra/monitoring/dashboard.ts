import { metricNamespace, problemMetric } from "@parley/functions/metrics.ts"
import { region } from "../deployment.ts"
import { distributionId } from "../site.ts"
import { apiMetric, functionMetric, type Metric, tableMetric, turnMetric } from "./watched.ts"

type Graph = { title: string; metrics: unknown[]; minutes?: number; stacked?: boolean; region?: string }

/** A dashboard with three rows: availability, latency, cost. */
export function createDashboard(alarms: aws.cloudwatch.MetricAlarm[]): void {
  const up = [
    { type: "alarm", properties: { title: "Alarms", alarms: alarms.map(({ arn }) => arn) } },
    graph({
      title: "Requests to the API, and those that failed",
      metrics: [line(apiMetric("Count")), line(apiMetric("4XXError")), line(apiMetric("5XXError"))],
    }),
    graph({ title: "Errors of callers, by code", metrics: [searched("Stage,Code"), searched("Stage,Code,Scope")], stacked: true }),
    graph({
      title: "How turns ended, other than whole",
      metrics: (["TurnsInterrupted", "TurnsFailed", "TurnsStopped"] as const).map((name) => line(turnMetric(name, "Sum"))),
      stacked: true,
    }),
    graph({ title: "Errors at the edge, percent", metrics: [edge("4xxErrorRate"), edge("5xxErrorRate")], region: "us-east-1" }),
  ]
  const fast = [
    graph({
      title: "Milliseconds to the first token",
      metrics: (["p50", "p90", "p99"] as const).map((stat) => line(turnMetric("TimeToFirstToken", stat))),
    }),
    graph({ title: "Milliseconds of everything but answers", metrics: [line(functionMetric("conversations", "Duration", "p90"))] }),
    graph({
      title: "Answers written at once, and calls refused",
      metrics: [line(functionMetric("chat", "ConcurrentExecutions", "Maximum")), line(functionMetric("chat", "Throttles"))],
    }),
    graph({
      title: "Throttled by Bedrock and by the table",
      metrics: [
        line(turnMetric("ModelThrottled", "Sum")),
        line(tableMetric("ReadThrottleEvents")),
        line(tableMetric("WriteThrottleEvents")),
      ],
    }),
  ]
  const cost = [
    graph({ title: "US dollars to the model, per hour", metrics: [line(turnMetric("CostUsd", "Sum"))], minutes: 60 }),
    graph({
      title: "Tokens per hour",
      metrics: (["InputTokens", "OutputTokens", "CacheReadTokens", "CacheWriteTokens"] as const).map((name) =>
        line(turnMetric(name, "Sum")),
      ),
      minutes: 60,
      stacked: true,
    }),
    graph({
      title: "Units of the table per hour",
      metrics: [line(tableMetric("ConsumedReadCapacityUnits")), line(tableMetric("ConsumedWriteCapacityUnits"))],
      minutes: 60,
    }),
  ]
  const rows = { "Is it up?": up, "Is it fast?": fast, "What does it cost?": cost }
  new aws.cloudwatch.Dashboard("Dashboard", {
    dashboardName: `${$app.name}-${$app.stage}`,
    dashboardBody: $jsonStringify({
      widgets: Object.entries(rows).flatMap(([question, widgets]) => [
        { type: "text", width: 24, height: 1, properties: { markdown: `## ${question}` } },
        ...widgets.map((widget) => ({ width: 8, height: 6, ...widget })),
      ]),
    }),
  })
}

const graph = ({ title, metrics, minutes = 5, stacked = false, region: from }: Graph) => ({
  type: "metric",
  properties: { title, metrics, period: minutes * 60, stacked, view: "timeSeries", region: from ?? region, yAxis: { left: { min: 0 } } },
})

const line = ({ namespace, metricName, dimensions, stat }: Metric) => [
  namespace,
  metricName,
  ...Object.entries(dimensions).flat(),
  { stat, label: stat.startsWith("p") ? stat : metricName },
]

const searched = (names: string) => [
  { expression: `SEARCH('{${metricNamespace},${names}} MetricName="${problemMetric}" Stage="${$app.stage}"', 'Sum')`, label: "" },
]

const edge = (name: "4xxErrorRate" | "5xxErrorRate") => [
  "AWS/CloudFront",
  name,
  "DistributionId",
  distributionId,
  "Region",
  "Global",
  { stat: "Average", label: name },
]
