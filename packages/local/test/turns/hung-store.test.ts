import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { type DynamoProxy, startDynamoProxy } from "@parley/testing/dynamodb/dynamo-proxy.ts"
import { startTestDatabase } from "@parley/testing/dynamodb/test-database.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { visitorAt } from "@parley/testing/stage/visitor.ts"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"

let database: Awaited<ReturnType<typeof startTestDatabase>>
let dynamo: DynamoProxy
let bedrock: FaultBedrock
let stage: TestStage
let release = Promise.withResolvers<void>()
beforeAll(async () => {
  database = await startTestDatabase("fast")
  ;[dynamo, bedrock] = await Promise.all([startDynamoProxy(database.url), startFaultBedrock()])
  stage = await startTestStage({ bedrockUrl: bedrock.url, env: { AWS_ENDPOINT_URL_DYNAMODB: dynamo.url } })
})
afterEach(() => {
  release.resolve()
  release = Promise.withResolvers()
  dynamo.reset()
  bedrock.reset()
})
afterAll(async () => {
  await stage?.stop()
  await bedrock?.close()
  await dynamo?.close()
  await database?.stop()
})

// A refused or reset connection is known at once. A connection without a response needs a timeout.
const hang = (operation: "TransactWriteItems" | "Query", times: number) => dynamo.rule({ operation, times, before: () => release.promise })

test("a write without a response from the table times out and is repeated: the turn is complete, with one model call", async () => {
  hang("TransactWriteItems", 1)
  const events = await visitorAt(stage.url).say("Hi")
  expect(events.at(-1)).toMatchObject({ event: "done", data: { status: "complete", saved: true } })
  expect(bedrock.calls).toHaveLength(1)
}, 60_000)

test("a table that does not respond is a 503 with Retry-After before the function's own timeout", async () => {
  const visitor = visitorAt(stage.url)
  hang("Query", 100)
  hang("TransactWriteItems", 100)
  const [read, asked] = await Promise.all([
    visitor.json("GET", "/conversations"),
    visitor.json("POST", "/chat", { content: [{ text: "Hi" }] }),
  ])
  for (const { status, body, headers } of [read, asked]) {
    expect([status, body.code, headers.get("retry-after")]).toEqual([503, "store.unavailable", "5"])
  }
  expect(bedrock.calls).toHaveLength(0)
}, 90_000)
