import { setTimeout as wait } from "node:timers/promises"
import { DeleteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { bodySchemas as shapes } from "@parley/api/schemas.ts"
import { startOfNextMinute } from "@parley/core/budget/minute.ts"
import { newTurnId } from "@parley/core/ids.ts"
import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { type DynamoProxy, startDynamoProxy } from "@parley/testing/dynamodb/dynamo-proxy.ts"
import { tableItems } from "@parley/testing/dynamodb/table-items.ts"
import { startTestDatabase, type TestDatabase } from "@parley/testing/dynamodb/test-database.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { eventOf, textOfEvents, type Visitor, visitorAt } from "@parley/testing/stage/visitor.ts"
import { ulid } from "ulid"
import * as v from "valibot"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"

const limit = 24

let database: TestDatabase
let dynamo: DynamoProxy
let bedrock: FaultBedrock
let stage: TestStage
let visitor: Visitor
/** The visitor's data: one turn, whose id is one hour old. */
let own: { turnId: string; conversationId: string; messageId: string }
const content = [{ text: "Hi" }]
beforeAll(async () => {
  database = await startTestDatabase("fast")
  ;[dynamo, bedrock] = await Promise.all([startDynamoProxy(database.url), startFaultBedrock()])
  const env = { AWS_ENDPOINT_URL_DYNAMODB: dynamo.url, REQUESTS_PER_MINUTE: String(limit) }
  stage = await startTestStage({ bedrockUrl: bedrock.url, env })
})
beforeEach(async () => {
  visitor = visitorAt(stage.url)
  const turnId = `trn_${ulid(Date.now() - 3_600_000)}`
  const { conversationId, messageId } = eventOf(await visitor.chat({ turnId, content }), "turn") as typeof own
  own = { turnId, conversationId, messageId }
  // Each test runs within one minute, and starts without counts for the shared address.
  const left = startOfNextMinute(Date.now()) - Date.now()
  if (left < 20_000) await wait(left + 50)
  await forgetMinutes()
  dynamo.reset()
}, 60_000)
afterEach(() => dynamo.reset())
afterAll(async () => {
  await stage?.stop()
  await bedrock?.close()
  await dynamo?.close()
  await database?.stop()
})

async function forgetMinutes(): Promise<void> {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" }
  const client = new DynamoDBClient({ endpoint: database.url, region: "us-east-1", credentials })
  const minutes = (await tableItems(database.url)).filter(({ pk }) => pk.includes("minute#"))
  await Promise.all(
    minutes.map(({ pk, sk }) => client.send(new DeleteItemCommand({ TableName: "parley", Key: { pk: { S: pk }, sk: { S: sk } } }))),
  )
}

/** If the reply of a count is late, the SDK repeats the call: the request counts twice, never zero times. */
function expectServed(served: number, most: number): void {
  expect(served).toBeLessThanOrEqual(most)
  expect(served).toBeGreaterThan(0)
}

const useUp = async (of: Visitor, units: number) => {
  const rename = () => of.json("PATCH", "/conversations/cnv_01ARZ3NDEKTSV4RRFFQ69G5FAV", { title: "x" })
  const answers = await Promise.all(Array.from({ length: units }, rename))
  return answers.filter(({ status }) => status === 429)
}

test("20 searches at once: as many as the minute allows read the table, the others are refused with Retry-After", async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => visitor.json("GET", "/search?q=hello")))
  const refused = answers.filter(({ status }) => status === 429)
  const served = answers.filter(({ status }) => status === 200).length
  expectServed(served, limit / 3)
  expect(refused).toHaveLength(20 - served)
  for (const { body, headers } of refused) {
    const { retryAfter = 0, ...problem } = v.parse(shapes.problem, body)
    expect(problem).toMatchObject({ code: "rate.exceeded", scope: "visitor", limit })
    expect(headers.get("retry-after")).toBe(String(retryAfter))
    expect(retryAfter).toBeGreaterThan(0)
    expect(retryAfter).toBeLessThanOrEqual(60)
  }
  // One list, one conversation and its tree for each search that ran.
  expect(dynamo.count("Query")).toBe(served * 3)
}, 30_000)

test("50 repeats of an ended turn: the minute allows 12; no history is read, no model called", async () => {
  const calls = bedrock.calls.length
  const body = { ...own, messageId: undefined, content }
  const answers = await Promise.all(Array.from({ length: 50 }, () => visitor.json("POST", "/chat", body)))
  const served = answers.filter(({ status }) => status === 200).length
  expectServed(served, limit / 2)
  expect(answers.filter((answer) => answer.body.code === "rate.exceeded")).toHaveLength(50 - served)
  expect(dynamo.count("Query")).toBe(0)
  expect(bedrock.calls).toHaveLength(calls)
}, 30_000)

test("when the minute's limit is used up, counted requests are refused; a stop, a new turn and reads continue", async () => {
  expect(await useUp(visitor, limit + 1)).toHaveLength(1)
  const { turnId, conversationId, messageId } = own
  const conversation = `/conversations/${conversationId}`
  const refused = await Promise.all([
    visitor.json("PATCH", conversation, { title: "Renamed" }),
    visitor.json("DELETE", conversation),
    visitor.json("DELETE", "/conversations"),
    visitor.json("PUT", `${conversation}/messages/${messageId}/feedback`, { rating: "up" }),
    visitor.json("POST", "/conversations/adopt"),
    visitor.json("GET", `${conversation}/export`),
    visitor.json("GET", "/export"),
    visitor.json("GET", "/search?q=hi"),
    visitor.json("POST", "/chat", { turnId, conversationId, content }),
  ])
  expect(refused.map(({ status, body }) => [status, body.code])).toEqual(refused.map(() => [429, "rate.exceeded"]))
  const served = await Promise.all([
    visitor.json("POST", `/chat/${turnId}/stop`),
    visitor.json("GET", conversation),
    visitor.json("GET", "/conversations"),
    visitor.json("GET", "/usage"),
    visitor.json("GET", "/config"),
  ])
  expect(served.map(({ status }) => status)).toEqual([202, 200, 200, 200, 200])
  expect(textOfEvents(await visitor.chat({ turnId: newTurnId(), content }))).toBe("Hello from the model.")
}, 30_000)

test("an address has five times the limit, for all of its visitors", async () => {
  const visitors = Array.from({ length: 6 }, () => visitorAt(stage.url))
  for (const one of visitors) await one.json("GET", "/config")
  const refused = []
  for (const one of visitors) refused.push(...(await useUp(one, limit)))
  expect(refused).toHaveLength(limit)
  expect(refused[0]?.body).toMatchObject({ code: "rate.exceeded", scope: "address", limit: 5 * limit })
}, 30_000)

test("a request that the table cannot count is refused", async () => {
  dynamo.rule({ operation: "UpdateItem", fault: "internal", times: 100 })
  const { status, body } = await visitor.json("GET", "/search?q=hello")
  expect([status, body.code, dynamo.count("Query")]).toEqual([503, "store.unavailable", 0])
})

test("while another transaction holds the counters, the request is counted a little later", async () => {
  dynamo.rule({ operation: "UpdateItem", fault: "conflict", times: 3 })
  expect((await visitor.json("GET", "/search?q=hello")).status).toBe(200)
})
