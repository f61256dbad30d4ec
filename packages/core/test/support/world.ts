import { randomUUID } from "node:crypto"
import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime"
import { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { createTable } from "@parley/local/database/table.ts"
import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { type DynamoProxy, startDynamoProxy } from "@parley/testing/dynamodb/dynamo-proxy.ts"
import { type DatabaseKind, startTestDatabase } from "@parley/testing/dynamodb/test-database.ts"
import { NodeHttpHandler } from "@smithy/node-http-handler"
import type { Clock } from "../../src/clock.ts"
import type { TurnContext, TurnSettings } from "../../src/context.ts"
import { createStore } from "../../src/entities/store.ts"
import { bedrockModel } from "../../src/model/call.ts"
import { findModel, type OfferedModel } from "../../src/model/catalogue.ts"
import { ModelRetryStrategy } from "../../src/model/retries.ts"
import { siteInstructions } from "../../src/model/system-prompt.ts"
import type { Pace } from "../../src/turn/pace.ts"

const credentials = { accessKeyId: "test", secretAccessKey: "test" }
const region = "us-east-1"

/** The global profile of the default model: its prices are whole nano-dollars per token. */
export const model = findModel("global.anthropic.claude-haiku-5-5") as OfferedModel

export const testSettings: TurnSettings = {
  models: [model],
  instructions: siteInstructions,
  maxTokens: 100,
  maxSteps: 8,
  maxTurnMs: 300_000,
  contextTokens: 1_000,
  retentionDays: 30,
  budgets: { visitor: 1e9, address: 1e10, stage: 1e11 },
  turnsPerVisitorDaily: 1_000,
  requestsPerMinute: 0,
  turnsPerMinute: { visitor: 0, address: 0 },
  shares: { newcomers: 1, visitors: 1 },
  stageRelease: "daily",
}

export type Logged = { message: string; fields: Record<string, unknown> }
export type TestContext = TurnContext & { logged: Logged[] }

type ContextOptions = {
  settings?: Partial<TurnSettings>
  now?: Clock
  silenceMs?: number
  /** The SDK's maximum attempts for a call to DynamoDB; its own default if not given. */
  maxAttempts?: number
  pace?: Pace
  /** Two contexts with one table are two processes of one stage. */
  tableName?: string
  /** Connects without the proxy, for thousands of turns. */
  direct?: boolean
}

export type World = {
  dynamo: DynamoProxy
  bedrock: FaultBedrock
  /** The context of a function's process: the clients as shipped, with a new table unless one is given. */
  context(options?: ContextOptions): Promise<TestContext & { tableName: string }>
  /** Removes faults and scripts. */
  reset(): void
  close(): Promise<void>
}

/** A database, a Bedrock endpoint and a proxy with faults, all over the wire. */
export async function startWorld(kind: DatabaseKind = "fast"): Promise<World> {
  const database = await startTestDatabase(kind)
  const [dynamo, bedrock] = await Promise.all([startDynamoProxy(database.url), startFaultBedrock()])
  const clients: { destroy(): void }[] = []
  const kept = <Client extends { destroy(): void }>(client: Client): Client => {
    clients.push(client)
    return client
  }
  const connect = (endpoint: string, maxAttempts?: number) =>
    kept(
      new DynamoDBClient({
        endpoint,
        region,
        credentials,
        requestHandler: new NodeHttpHandler({ httpAgent: { maxSockets: 256 } }),
        ...(maxAttempts && { maxAttempts }),
      }),
    )
  const admin = connect(database.url)
  const runtime = kept(
    new BedrockRuntimeClient({
      endpoint: bedrock.url,
      region,
      credentials,
      retryStrategy: new ModelRetryStrategy(),
      requestHandler: new NodeHttpHandler({ httpAgent: { maxSockets: 256 } }),
    }),
  )
  return {
    dynamo,
    bedrock,
    async context({ settings, now = Date.now, silenceMs, maxAttempts, pace, tableName, direct } = {}) {
      const name = tableName ?? `parley-${randomUUID()}`
      if (!tableName) await createTable(admin, name)
      const logged: Logged[] = []
      return {
        store: createStore(connect(direct ? database.url : dynamo.url, maxAttempts), name),
        callModel: bedrockModel(runtime, silenceMs),
        settings: { ...testSettings, ...settings },
        now,
        log: (message, fields) => void logged.push({ message, fields }),
        turnEnded: () => undefined,
        ...(pace && { pace }),
        logged,
        tableName: name,
      }
    },
    reset() {
      dynamo.reset()
      bedrock.reset()
    },
    async close() {
      for (const client of clients) client.destroy()
      await bedrock.close()
      await dynamo.close()
      await database.stop()
    },
  }
}
