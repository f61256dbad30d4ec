import type { Graph } from "../../../tools/synth/graph.ts"
import { all, type Inputs, one } from "../support/find.ts"
import { type Check, unless } from "./check.ts"

type Watched = { namespace: string; name: string; dimensions: Record<string, string> }

/** The alarms that a stage must have. */
const causes = [
  "api-errors",
  "api-refusals",
  "concurrency",
  "cost-above-reservation",
  "function-errors",
  "function-throttles",
  "internal-errors",
  "interrupted-turns",
  "model-failed",
  "model-refused",
  "model-throttled",
  "sign-in-unavailable",
  "site-budget",
  "slow-first-token",
  "spend",
  "store-unavailable",
  "table-reads",
  "table-throttles",
  "visitor-budget",
]

/** Names of the alarms without the stage's prefix. */
export const alarmNames = (graph: Graph): string[] =>
  all(graph, "cloudwatch/metricAlarm").map(({ name }) =>
    String(name).replace(`parley-${one(graph, "apigateway/stage", "ApiStage").stageName}-`, ""),
  )

export const hasEveryAlarm: Check = (graph) => {
  const names = alarmNames(graph)
  // A stage without reserved concurrency cannot run out of it, and a stage without sign-in has no issuer that can fail.
  const { reservedConcurrentExecutions, environment } = one(graph, "lambda/function", "ChatFunction")
  const impossible = new Set([
    ...(reservedConcurrentExecutions > 0 ? [] : ["concurrency"]),
    ...(environment?.variables?.OIDC_ISSUER ? [] : ["sign-in-unavailable"]),
  ])
  const wanted = causes.filter((cause) => !impossible.has(cause))
  return [
    ...wanted.filter((cause) => !names.includes(cause)).map((cause) => `no alarm for ${cause}`),
    ...names.filter((name) => !wanted.includes(name)).map((name) => `${name} is not expected`),
  ]
}

export const sendsUsefulAlarms: Check = (graph) => {
  const topics = all(graph, "sns/topic").map(({ name }) => `arn:aws:sns:us-east-1:123456789012:${name}`)
  const [policy] = all(graph, "sns/topicPolicy").map(({ policy }) => JSON.parse(policy) as { Statement: Inputs[] })
  return [
    ...unless({
      "not one topic": topics.length === 1,
      "CloudWatch may not write to the topic, or anybody may":
        policy?.Statement.filter(({ Effect }) => Effect === "Allow").every(
          ({ Principal, Condition }) =>
            Principal.Service === "cloudwatch.amazonaws.com" && Condition.StringEquals?.["aws:SourceAccount"] === "123456789012",
        ) === true,
      "the topic takes messages without TLS":
        policy?.Statement.some(({ Effect, Condition }) => Effect === "Deny" && Condition.Bool?.["aws:SecureTransport"] === "false") ===
        true,
    }),
    ...all(graph, "cloudwatch/metricAlarm").flatMap((alarm) =>
      unless({
        [`${alarm.name} has no action`]: alarm.alarmActions?.join() === topics.join() && alarm.okActions?.join() === topics.join(),
        [`${alarm.name} does not say what it means and what to do`]: saysWhatToDo(alarm),
        [`${alarm.name} alarms on missing data`]: alarm.treatMissingData === "notBreaching",
        [`${alarm.name} has no threshold`]: Number.isFinite(alarm.threshold) && alarm.comparisonOperator === "GreaterThanThreshold",
        [`${alarm.name} watches not one thing`]: (alarm.metricQueries as Inputs[]).filter(({ returnData }) => returnData).length === 1,
        [`${alarm.name} combines what it does not have`]: expressionIsComplete(alarm.metricQueries),
      }),
    ),
  ]
}

// At least two sentences with a link to the document, within CloudWatch's limit.
const saysWhatToDo = ({ alarmDescription = "" }: Inputs) =>
  alarmDescription.split(/[.:] /).length >= 3 && alarmDescription.includes("docs/operations.md") && alarmDescription.length <= 1024

function expressionIsComplete(queries: Inputs[]): boolean {
  const ids = queries.map(({ id }) => String(id))
  const words = queries.flatMap(({ expression = "" }) => String(expression).match(/\b[a-z]\w*/g) ?? [])
  return ids.every((id) => /^[a-z]\w*$/.test(id)) && words.every((word) => ids.includes(word))
}

export const watchesOnlyWhatExists: Check = (graph) => {
  const names: Record<string, string[]> = {
    ApiName: [one(graph, "apigateway/restApi", "ApiApi").name],
    Stage: [one(graph, "apigateway/stage", "ApiStage").stageName],
    FunctionName: all(graph, "lambda/function").map(({ name }) => name),
    TableName: all(graph, "dynamodb/table").map(({ name }) => name),
    GlobalSecondaryIndexName: (one(graph, "dynamodb/table", "TableTable").globalSecondaryIndexes ?? []).map(({ name }: Inputs) => name),
    DistributionId: ["SiteCdnDistribution-id"],
    Region: ["Global"],
    Code: ["internal", "model.refused", "store.unavailable", "auth.unavailable", "budget.exhausted"],
    Scope: ["stage", "newcomers", "visitors"],
  }
  return watchedMetrics(graph).flatMap(({ namespace, name, dimensions }) =>
    Object.entries(dimensions)
      .filter(([dimension, value]) => !names[dimension]?.includes(value))
      .map(([dimension, value]) => `${namespace} ${name} of ${dimension} ${value}`),
  )
}

export const showsADashboard: Check = (graph) => {
  const boards = all(graph, "cloudwatch/dashboard")
  const { widgets = [] } = JSON.parse(boards[0]?.dashboardBody ?? "{}") as { widgets?: Inputs[] }
  const text = JSON.stringify(widgets)
  const alarms = all(graph, "cloudwatch/metricAlarm")
  return unless({
    "not one dashboard": boards.length === 1,
    "it does not answer the three questions": ["Is it up?", "Is it fast?", "What does it cost?"].every((question) =>
      text.includes(question),
    ),
    "it lacks alarms": alarms.every(({ name }) => text.includes(`:${name}"`)),
  })
}

export const isNotWatched: Check = (graph) =>
  graph.filter(({ type }) => /^aws:(cloudwatch\/(metricAlarm|dashboard)|sns|budgets)/.test(type)).map(({ type, name }) => `${type} ${name}`)

export const watchesTheBill: Check = (graph) => {
  const [budget, ...others] = all(graph, "budgets/budget")
  const daily = Number(one(graph, "lambda/function", "ChatFunction").environment?.variables?.BUDGET_STAGE_DAILY_USD)
  return unless({
    "not one budget": budget !== undefined && others.length === 0,
    "it does not cover a month's costs": budget?.budgetType === "COST" && budget.timeUnit === "MONTHLY" && budget.limitUnit === "USD",
    "its limit is not the stage's budget plus the margin": Number(budget?.limitAmount) === daily * 31 + 25,
  })
}

/** Every metric that alarms and dashboards read, except searches. */
export function watchedMetrics(graph: Graph): Watched[] {
  const alarms = all(graph, "cloudwatch/metricAlarm").flatMap(({ metricQueries }) =>
    (metricQueries as Inputs[]).flatMap(({ metric }) =>
      metric ? [{ namespace: metric.namespace, name: metric.metricName, dimensions: metric.dimensions }] : [],
    ),
  )
  const boards = all(graph, "cloudwatch/dashboard").flatMap(({ dashboardBody }) => JSON.parse(dashboardBody).widgets as Inputs[])
  const lines = boards.flatMap(({ properties }) => (properties.metrics ?? []) as unknown[][]).filter(([first]) => typeof first === "string")
  return [
    ...alarms,
    ...lines.map(([namespace, name, ...rest]) => ({ namespace: String(namespace), name: String(name), dimensions: pairs(rest) })),
  ]
}

function pairs(rest: unknown[]): Record<string, string> {
  const words = rest.filter((word): word is string => typeof word === "string")
  return Object.fromEntries(words.flatMap((word, index) => (index % 2 === 0 ? [[word, words[index + 1] ?? ""]] : [])))
}
