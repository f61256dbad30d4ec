import { expect, test } from "vitest"
import { type StageSettings, stageSettings } from "../stage.ts"
import { differences } from "./support/compare.ts"
import { graphOf } from "./support/graphs.ts"

const stages = ["my-stage", "dev", "staging", "prod"] as const
const each = <Value>(of: (settings: StageSettings) => Value): Value[] => stages.map((stage) => of(stageSettings(stage)))

const rows = differences(stages, (stage) => graphOf({ stage }))

test("the stages differ exactly in the settings of their table", () => {
  const watching = Object.keys(rows).filter((name) => /^(cloudwatch:(Alarm-|Dashboard)|sns:)/.test(name))
  expect(watching).toHaveLength(18 + 1 + 2)
  const logs = ["ApiAccessLog", "ApiErrorLog", "ChatLog", "ConversationsLog"].map((log) => `cloudwatch:${log} retentionInDays`)
  const edgeLog = ["EdgeLog", "EdgeLogDelivery", "EdgeLogDestination", "EdgeLogSource"].map((part) => `cloudwatch:${part}`)
  const functions = ["ChatFunction", "ConversationsFunction"].map((name) => `lambda:${name}`)
  const all = (names: string[], values: unknown[]) => Object.fromEntries(names.map((name) => [name, values]))
  expect(rows).toEqual({
    "sst:app:parley removal": each(({ removal }) => removal),
    "sst:app:parley protect": each(({ protect }) => protect),
    "dynamodb:TableTable retained": each(({ removal }) => (removal === "retain" ? true : undefined)),
    "dynamodb:TableTable deletionProtectionEnabled": each(({ deletionProtection }) => deletionProtection),
    ...all(
      logs,
      each(({ logRetentionDays }) => logRetentionDays),
    ),
    "lambda:ChatFunction reservedConcurrentExecutions": each(({ concurrency }) => concurrency?.chat),
    "lambda:ConversationsFunction reservedConcurrentExecutions": each(({ concurrency }) => concurrency?.conversations),
    "apigateway:ApiMethodSettings settings.throttlingRateLimit": each(({ throttle }) => throttle.requestsPerSecond),
    "apigateway:ApiMethodSettings settings.throttlingBurstLimit": each(({ throttle }) => throttle.burst),
    ...all(
      ["onDemandThroughput", "globalSecondaryIndexes.0.onDemandThroughput"].map((of) => `dynamodb:TableTable ${of}.maxReadRequestUnits`),
      each(({ tableUnitsPerSecond }) => tableUnitsPerSecond.read),
    ),
    ...all(
      ["onDemandThroughput", "globalSecondaryIndexes.0.onDemandThroughput"].map((of) => `dynamodb:TableTable ${of}.maxWriteRequestUnits`),
      each(({ tableUnitsPerSecond }) => tableUnitsPerSecond.write),
    ),
    "wafv2:EdgeFirewall": each(({ firewall }) => firewall),
    "cloudfront:SiteCdnDistribution webAclId": each(({ firewall }) =>
      firewall ? "arn:aws:mock:us-east-1:123456789012:parley-<stage>-edge" : undefined,
    ),
    ...all(
      edgeLog,
      each((settings) => settings.edgeLog),
    ),
    ...all(
      watching,
      each(({ watched }) => watched),
    ),
    "budgets:AccountBudget": each(({ accountBudget }) => accountBudget),
    ...all(
      functions.map((name) => `${name} environment.variables.BUDGET_STAGE_DAILY_USD`),
      each(({ settings }) => settings.BUDGET_STAGE_DAILY_USD),
    ),
  })
})

test("every setting of the table changes the stack, except the domain's, which needs DOMAIN", () => {
  const shown = ["removal", "protect", "deletionProtection", "logRetentionDays", "concurrency", "throttle", "tableUnitsPerSecond"]
  const others = Object.keys(stageSettings("prod")).filter(
    (name) => ![...shown, "firewall", "edgeLog", "watched", "accountBudget", "settings"].includes(name),
  )
  expect(others).toEqual(["apexDomain"])
})
