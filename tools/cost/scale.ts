import { shardsOf } from "@parley/core/budget/stage-budget.ts"
import { nanoDollarsPerUsd } from "@parley/core/model/price.ts"
import { parseSettings, type Settings } from "@parley/functions/settings.ts"
import { tokensAfterwards, tokensWhileRunning, typicalTurn } from "./turn-tokens.ts"
import { modelCost, sum, surroundings } from "./turns.ts"
import { answerSeconds, otherRequests, otherSeconds, writesPerTurn } from "./workload.ts"

export const settings: Settings = parseSettings({})

/** Begin and end each write the stage's budget, in a transaction: two units each. */
const stageWriteUnits = 4
/** DynamoDB's limit for one item. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html */
export const itemWriteUnits = 1_000
/** Transactions that meet on one item conflict and are tried again; at some 10 ms each, half of what would just fit keeps that rare. */
export const transactionsPerItem = 50
export const mostShards = shardsOf({ ...settings, budgets: { ...settings.budgets, stage: 1e6 * nanoDollarsPerUsd } })

/** One stage takes so many turns a second: its budget's items are the first thing that cannot be raised by a quota. */
export const turnsPerStage = (mostShards * transactionsPerItem) / 2

export type Load = ReturnType<typeof loadOf>

/** What so many typical turns a second need. */
export function loadOf(turnsPerSecond: number) {
  const requests = turnsPerSecond * (1 + otherRequests)
  return {
    turnsPerSecond,
    answersAtOnce: turnsPerSecond * answerSeconds,
    executions: Math.ceil(turnsPerSecond * (answerSeconds + otherRequests * otherSeconds)),
    requests,
    tokensPerMinute: turnsPerSecond * 60 * Math.max(tokensWhileRunning(typicalTurn, settings), tokensAfterwards(typicalTurn)),
    writeUnits: turnsPerSecond * writesPerTurn,
    unitsPerShard: (turnsPerSecond * stageWriteUnits) / mostShards,
    stages: Math.ceil(turnsPerSecond / turnsPerStage),
    usdPerHour: turnsPerSecond * 3_600 * (modelCost(settings.models[0].modelId, 1) + sum(surroundings(1))),
    modelUsdPerDay: turnsPerSecond * 86_400 * modelCost(settings.models[0].modelId, 1),
  }
}

/** The daily budget from which on the stage's budget has all its parts. */
export function budgetForAllShards(): number {
  for (let usd = 1; ; usd++) {
    if (shardsOf({ ...settings, budgets: { ...settings.budgets, stage: usd * nanoDollarsPerUsd } }) === mostShards) return usd
  }
}
