import { table as shape } from "@parley/core/entities/table.ts"
import { all, one } from "../support/find.ts"
import { type Check, unless } from "./check.ts"

export const hasTheTable: Check = (graph) => {
  const table = one(graph, "dynamodb/table", "TableTable")
  const keys = [shape.primary, ...Object.values(shape.indexes)].flatMap(({ hashKey, rangeKey }) => [hashKey, rangeKey])
  const { onDemandThroughput } = table
  const indexes = Object.entries(shape.indexes).map(([name, index]) => ({ name, ...index, projectionType: "ALL", onDemandThroughput }))
  const sorted = (values: unknown[]) =>
    JSON.stringify(values.map((value) => JSON.stringify(value, Object.keys(value as object).sort())).sort())
  return unless({
    "one table": all(graph, "dynamodb/table").length === 1,
    "other keys": table.hashKey === shape.primary.hashKey && table.rangeKey === shape.primary.rangeKey,
    "other key attributes": sorted(table.attributes ?? []) === sorted(keys.map((name) => ({ name, type: "S" }))),
    "other indexes": sorted(table.globalSecondaryIndexes ?? []) === sorted(indexes),
    "no TTL": table.ttl?.attributeName === shape.ttl && table.ttl?.enabled === true,
    "not on demand": table.billingMode === "PAY_PER_REQUEST",
    "no maximum throughput": onDemandThroughput?.maxReadRequestUnits <= 10_000 && onDemandThroughput?.maxWriteRequestUnits <= 5_000,
    "the maximum throughput is too low for a turn":
      onDemandThroughput?.maxReadRequestUnits >= 1_000 && onDemandThroughput?.maxWriteRequestUnits >= 500,
    "no point-in-time recovery": table.pointInTimeRecovery?.enabled === true,
  })
}

/** The settings of all functions except the live ones, which `sst dev` replaces by a stub. */
export const runsConfiguredFunctions: Check = (graph) =>
  all(graph, "lambda/function").flatMap(({ name, architectures, runtime, timeout, memorySize, loggingConfig, environment }) =>
    unless({
      [`${name} is not arm64`]: architectures?.join() === "arm64",
      [`${name} does not run on Node 24`]: runtime === "nodejs24.x",
      [`${name} has another timeout or less memory`]: [900, 30].includes(timeout) && memorySize >= 1024,
      [`${name} does not log JSON`]: loggingConfig?.logFormat === "JSON",
      [`${name} lacks the table's name`]: environment?.variables?.TABLE_NAME === one(graph, "dynamodb/table", "TableTable").name,
      [`${name} lacks the models`]: Boolean(environment?.variables?.MODEL_ID),
      [`${name} lacks the stage or the version`]: Boolean(environment?.variables?.STAGE && environment.variables.SERVICE_VERSION),
    }),
  )

export const expiresItsLogs: Check = (graph) => {
  const groups = all(graph, "cloudwatch/logGroup")
  const used = all(graph, "lambda/function").map(({ loggingConfig }) => loggingConfig?.logGroup)
  return [
    ...groups.filter(({ retentionInDays }) => !retentionInDays).map(({ name }) => `${name} has no expiry`),
    ...used.filter((name) => !groups.some((group) => group.name === name)).map((name) => `${name} does not exist`),
    ...unless({ "the gateway's errors have no expiry": groups.some(({ name }) => /^API-Gateway-Execution-Logs_/.test(name)) }),
  ]
}

/** Recognizes a secret by its name or by its value: long random text. */
export const holdsNoSecrets: Check = (graph) =>
  all(graph, "lambda/function").flatMap(({ name, environment }) =>
    Object.entries((environment?.variables ?? {}) as Record<string, string>)
      .filter(([variable, value]) => /SECRET|PASSWORD|TOKEN$|API_?KEY/i.test(variable) || /^(?=.*\d)[A-Za-z0-9+/]{32,}={0,2}$/.test(value))
      .map(([variable]) => `${name} holds ${variable}`),
  )

export const reservesConcurrency: Check = (graph) =>
  all(graph, "lambda/function").flatMap(({ name, reservedConcurrentExecutions }) =>
    unless({ [`${name} can use the whole account`]: reservedConcurrentExecutions > 0 }),
  )

export const keepsItsData: Check = (graph) =>
  unless({
    "the table can be deleted": one(graph, "dynamodb/table", "TableTable").deletionProtectionEnabled === true,
    "the table is deleted with the stack": graph.some(({ name, retained }) => name === "TableTable" && retained === true),
    "the stack can be removed by mistake": one(graph, "sst:app", "parley").protect === true,
  })
