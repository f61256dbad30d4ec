// npm run bench:units: the write units that the table reports for answers of several lengths and speeds, on both databases.
import { randomUUID } from "node:crypto"
import { setTimeout as wait } from "node:timers/promises"
import { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import type { TurnContext } from "@parley/core/context.ts"
import { createStore } from "@parley/core/entities/store.ts"
import { newTurnId } from "@parley/core/ids.ts"
import type { ModelCaller } from "@parley/core/model/call.ts"
import { findModel, type OfferedModel } from "@parley/core/model/catalogue.ts"
import { siteInstructions } from "@parley/core/model/system-prompt.ts"
import { runTurn } from "@parley/core/turn/run.ts"
import { createTable } from "@parley/local/database/table.ts"
import { type DatabaseKind, startTestDatabase } from "@parley/testing/dynamodb/test-database.ts"

const answers = [
  { bytes: 1_000, perSecond: 250 },
  { bytes: 10_000, perSecond: 250 },
  { bytes: 10_000, perSecond: 1_500 },
  { bytes: 100_000, perSecond: 1_500 },
]
const pieceMs = 100
const region = "us-east-1"
const names: Record<DatabaseKind, string> = { fast: "dynoxide", amazon: "DynamoDB Local" }
const plenty = 1e15

type Units = { beats: number; deletions: number; transactions: number }

/** Streams an answer at an even speed. */
const model = ({ bytes, perSecond }: (typeof answers)[number]): ModelCaller =>
  async function* () {
    const piece = "x".repeat((perSecond * pieceMs) / 1_000)
    const start = performance.now()
    yield { type: "block", index: 0, block: { text: "" } }
    for (let sent = 0; sent < bytes; sent += piece.length) {
      yield { type: "delta", index: 0, text: piece }
      await wait(Math.max(0, start + ((sent + piece.length) / perSecond) * 1_000 - performance.now()))
    }
    yield { type: "end", stopReason: "end_turn" }
    yield { type: "usage", usage: { inputTokens: 10, outputTokens: 10, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 } }
  }

/** A client that sums up what its writes consume. */
function counting(url: string): { client: DynamoDBClient; units: Units } {
  const units: Units = { beats: 0, deletions: 0, transactions: 0 }
  const client = new DynamoDBClient({ endpoint: url, region, credentials: { accessKeyId: "bench", secretAccessKey: "bench" } })
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        Object.assign(args.input, { ReturnConsumedCapacity: "TOTAL" })
        const result = await next(args)
        const { ConsumedCapacity = [] } = result.output as { ConsumedCapacity?: Consumed | Consumed[] }
        const sum = [ConsumedCapacity].flat().reduce((all, { CapacityUnits = 0 }) => all + CapacityUnits, 0)
        if (commandName.startsWith("Put") || (commandName.startsWith("Update") && isOfTurn(args.input))) units.beats += sum
        if (commandName.startsWith("Delete")) units.deletions += sum
        if (commandName.startsWith("TransactWrite")) units.transactions += sum
        return result
      },
    { step: "initialize" },
  )
  return { client, units }
}
type Consumed = { CapacityUnits?: number }

/** A first call of the day also writes the number of the budget's shards, which is no cost of a turn. */
const isOfTurn = (input: object) => JSON.stringify((input as { Key?: object }).Key).includes("turn_1")

async function measure(url: string, table: string, answer: (typeof answers)[number]): Promise<Units> {
  const { client, units } = counting(url)
  const context: TurnContext = {
    store: createStore(client, table),
    callModel: model(answer),
    settings: {
      models: [findModel("global.anthropic.claude-haiku-5-5") as OfferedModel],
      instructions: siteInstructions,
      maxTokens: 64_000,
      maxSteps: 8,
      maxTurnMs: 300_000,
      contextTokens: 1_000,
      retentionDays: 30,
      budgets: { visitor: plenty, address: plenty, stage: plenty },
      turnsPerVisitorDaily: 1_000,
      requestsPerMinute: 0,
      turnsPerMinute: { visitor: 0, address: 0 },
      shares: { newcomers: 1, visitors: 1 },
      stageRelease: "daily",
    },
    now: Date.now,
    log: (message, fields) => console.error(message, fields),
    turnEnded: () => undefined,
  }
  const caller = { owner: randomUUID(), address: randomUUID(), isPerson: false, isReturning: false }
  await runTurn(context, caller, { turnId: newTurnId(), content: [{ text: "Go on" }] }, Date.now() + 200_000, () => {})
  client.destroy()
  return units
}

for (const kind of ["fast", "amazon"] as const) {
  const database = await startTestDatabase(kind)
  const table = "parley"
  const admin = new DynamoDBClient({ endpoint: database.url, region, credentials: { accessKeyId: "bench", secretAccessKey: "bench" } })
  await createTable(admin, table)
  admin.destroy()
  const measured = await Promise.all(answers.map((answer) => measure(database.url, table, answer)))
  for (const [index, { beats, deletions, transactions }] of measured.entries()) {
    const { bytes, perSecond } = answers[index] as (typeof answers)[number]
    const flat = ((beats + deletions) / (bytes / perSecond)).toFixed(2)
    console.log(
      `| ${names[kind]} | ${bytes / 1_000} KB at ${perSecond} B/s | ${beats} | ${deletions} | ${flat} | ${transactions} | ${beats + deletions + transactions} |`,
    )
  }
  await database.stop()
}
