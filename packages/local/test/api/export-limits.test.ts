import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { type DynamoProxy, startDynamoProxy } from "@parley/testing/dynamodb/dynamo-proxy.ts"
import { startTestDatabase, type TestDatabase } from "@parley/testing/dynamodb/test-database.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { eventOf, type Visitor, visitorAt } from "@parley/testing/stage/visitor.ts"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"

let database: TestDatabase
let dynamo: DynamoProxy
let bedrock: FaultBedrock
let stage: TestStage
let visitor: Visitor
let conversationId: unknown
beforeAll(async () => {
  database = await startTestDatabase("fast")
  ;[dynamo, bedrock] = await Promise.all([startDynamoProxy(database.url), startFaultBedrock()])
  stage = await startTestStage({ bedrockUrl: bedrock.url, env: { AWS_ENDPOINT_URL_DYNAMODB: dynamo.url } })
})
beforeEach(async () => {
  visitor = visitorAt(stage.url)
  conversationId = eventOf(await visitor.say("Hi"), "turn").conversationId
})
afterEach(() => dynamo.reset())
afterAll(async () => {
  await stage?.stop()
  await bedrock?.close()
  await dynamo?.close()
  await database?.stop()
})

const isOfMessages = ({ body }: { body: object }) => JSON.stringify(body).includes("$message_1")

test("an owner runs one download at a time; a second one is refused with Retry-After, and works once the first has ended", async () => {
  const gate = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  dynamo.rule({
    operation: "Query",
    when: isOfMessages,
    before: () => {
      begun.resolve()
      return gate.promise
    },
  })
  const first = visitor.json("GET", "/export")
  await begun.promise
  for (const path of ["/export", `/conversations/${conversationId}/export`]) {
    const { status, body, headers } = await visitor.json("GET", path)
    expect([status, body.code, headers.get("retry-after")]).toEqual([429, "rate.exceeded", "5"])
  }
  gate.resolve()
  const { status, body } = await first
  expect({ status, body }).toMatchObject({ status: 200, body: { conversations: [{ messages: [{}, { status: "complete" }] }] } })
  expect((await visitor.json("GET", "/export")).status).toBe(200)
})

test("a table error during a download breaks the connection: the client never sees a cut document as complete; the next download works", async () => {
  dynamo.rule({ operation: "Query", when: isOfMessages, fault: "internal", times: 3 })
  const response = await visitor.request("GET", "/export")
  expect(response.status).toBe(200)
  await expect(response.text()).rejects.toThrow("terminated")
  expect((await visitor.json("GET", "/export")).body).toMatchObject({ conversations: [{ conversationId }] })
})
