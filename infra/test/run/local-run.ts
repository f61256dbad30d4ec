import { fileURLToPath } from "node:url"
import { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { createStore } from "@parley/core/entities/store.ts"
import type { FunctionName } from "@parley/functions/routes.ts"
import { startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { type DynamoCall, startDynamoProxy } from "@parley/testing/dynamodb/dynamo-proxy.ts"
import { startTestDatabase } from "@parley/testing/dynamodb/test-database.ts"
import { startTestStage } from "@parley/testing/stage/test-stage.ts"
import { startTestIssuer } from "../../../packages/local/test/support/issuer.ts"
import { bundleFunctions } from "../../../tools/synth/bundle.ts"
import { useEverything } from "./use-everything.ts"

export type LogLine = Record<string, unknown>
export type LocalRun = {
  /** The calls of each function to the table, over the wire. */
  calls: Record<FunctionName, DynamoCall[]>
  /** The models that were streamed from; Bedrock got no other call. */
  models: string[]
  /** The log lines of the functions. */
  lines: LogLine[]
}

const child = (name: FunctionName) => ({ file: fileURLToPath(import.meta.resolve(`./${name}-child.ts`)), timeoutSeconds: 60 })

/** Runs the bundled functions on this machine through every route and every kind of failure. Returns what they called and logged. */
export async function runLocally(): Promise<LocalRun> {
  const bundles = await bundleFunctions()
  const database = await startTestDatabase()
  const [chat, conversations, bedrock, issuer] = await Promise.all([
    startDynamoProxy(database.url),
    startDynamoProxy(database.url),
    startFaultBedrock(),
    startTestIssuer(),
  ])
  const env = {
    AWS_ENDPOINT_URL_DYNAMODB: database.url,
    CHAT_DYNAMODB_URL: chat.url,
    CONVERSATIONS_DYNAMODB_URL: conversations.url,
    CHAT_BUNDLE: bundles.chat,
    CONVERSATIONS_BUNDLE: bundles.conversations,
    // So that one item holds the whole budget.
    BUDGET_STAGE_DAILY_USD: "0.5",
    BUDGET_NEWCOMERS_SHARE: "0.5",
    ...issuer.settings,
    ANONYMOUS: "on",
  }
  const functions = { chat: child("chat"), conversations: child("conversations") }
  const stage = await startTestStage({ logs: true, env, functions, bedrockUrl: bedrock.url })
  const credentials = { accessKeyId: "test", secretAccessKey: "test" }
  const client = new DynamoDBClient({ endpoint: database.url, region: "us-east-1", credentials })
  try {
    const proxies = { chat, conversations }
    const world = { stage, bedrock, issuer, proxies, store: createStore(client, "parley"), databaseUrl: database.url }
    await useEverything(world)
    // Log lines arrive shortly after the responses.
    while (!stage.said.some((line) => line.includes("budget.exhausted") && line.includes('"Scope":"stage"')))
      await new Promise((resolve) => setTimeout(resolve, 20))
    return {
      calls: { chat: chat.calls, conversations: conversations.calls },
      models: bedrock.calls.map(({ modelId }) => modelId),
      lines: stage.said.map(parsed),
    }
  } finally {
    client.destroy()
    await stage.stop()
    await Promise.all([chat.close(), conversations.close(), bedrock.close(), issuer.stop()])
    await database.stop()
  }
}

function parsed(line: string): LogLine {
  try {
    return JSON.parse(line)
  } catch {
    return { text: line }
  }
}
