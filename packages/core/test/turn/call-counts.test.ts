import { ulid } from "ulid"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { ask, newCaller, take, takeWell } from "../support/visitor.ts"
import type { TestContext, World } from "../support/world.ts"
import { startWorld } from "../support/world.ts"

let world: World
let context: TestContext
beforeAll(async () => {
  world = await startWorld()
  context = await world.context()
})
afterEach(() => world.reset())
afterAll(() => world.close())

const callsOf = (w: World) => w.dynamo.calls.map(({ operation }) => operation)
const sorted = (operations: string[]) => operations.toSorted()

test("the first turn of a process and day makes one more call, for the shard count of the stage's budget", async () => {
  await takeWell(context, newCaller(), ask("Hi"))
  expect(callsOf(world)).toEqual(["UpdateItem", "TransactWriteItems", "TransactWriteItems"])
})

test("the first turn of a conversation takes exactly two transactions", async () => {
  await takeWell(context, newCaller(), ask("Hi"))
  expect(callsOf(world)).toEqual(["TransactWriteItems", "TransactWriteItems"])
  expect(world.bedrock.calls).toHaveLength(1)
})

test("a later turn adds one query beside the first transaction, whatever the length of the conversation", async () => {
  const caller = newCaller()
  const { conversationId, turnId } = await takeWell(context, caller, ask("Turn 0"))
  let parentTurnId = turnId
  for (let turn = 1; turn <= 6; turn++) {
    world.dynamo.reset()
    parentTurnId = (await takeWell(context, caller, ask(`Turn ${turn}`, { conversationId, parentTurnId }))).turnId
    const calls = callsOf(world)
    expect(sorted(calls.slice(0, 2))).toEqual(["Query", "TransactWriteItems"])
    expect(calls.slice(2)).toEqual(["TransactWriteItems"])
  }
})

test("a later turn that names no parent reads the conversation first, for its leaf", async () => {
  const caller = newCaller()
  const { conversationId } = await takeWell(context, caller, ask("Turn 0"))
  world.dynamo.reset()
  await takeWell(context, caller, ask("Turn 1", { conversationId }))
  const [first, ...others] = callsOf(world)
  expect(first).toBe("GetItem")
  expect(sorted(others)).toEqual(["Query", "TransactWriteItems", "TransactWriteItems"])
})

test("a version of a first turn reads no history", async () => {
  const caller = newCaller()
  const { conversationId } = await takeWell(context, caller, ask("Turn 0"))
  world.dynamo.reset()
  await takeWell(context, caller, ask("Another first turn", { conversationId, parentTurnId: "root" }))
  expect(callsOf(world)).toEqual(["TransactWriteItems", "TransactWriteItems"])
})

test("a conversation of many short turns takes one more query, one of long turns none: older messages are read only if they may fit", async () => {
  const roomy = await world.context({ settings: { contextTokens: 8_000 } })
  const counts = []
  for (const words of [1, 300]) {
    world.bedrock.otherwise({ usage: { inputTokens: 5 * words } })
    const caller = newCaller()
    const { conversationId } = await takeWell(roomy, caller, ask("word ".repeat(words)))
    for (let turn = 1; turn <= 14; turn++) await takeWell(roomy, caller, ask("word ".repeat(words), { conversationId }))
    world.dynamo.reset()
    await takeWell(roomy, caller, ask("Last", { conversationId }))
    counts.push([world.dynamo.count("Query"), world.bedrock.calls.at(-1)?.body.messages.length])
  }
  expect(counts).toEqual([
    [2, 31],
    [1, 9],
  ])
}, 60_000)

test.each([
  ["an hour ago", -3_600_000],
  ["in an hour, by the clock of its device", 3_600_000],
])("repeating an ended turn whose id was made %s reads no history, however often", async (_, offset) => {
  const caller = newCaller()
  const { conversationId } = await takeWell(context, caller, ask("Before"))
  const request = ask("Again", { conversationId, turnId: `trn_${ulid(Date.now() + offset)}` })
  await takeWell(context, caller, request)
  world.dynamo.reset()
  for (let n = 0; n < 5; n++) expect((await take(context, caller, request)).text).toBe("Hello from the model.")
  expect(callsOf(world)).toEqual(Array.from({ length: 5 }, () => ["GetItem", "GetItem", "GetItem"]).flat())
})

test("the history is read beside the transaction, neither before nor after it", async () => {
  const caller = newCaller()
  const { conversationId } = await takeWell(context, caller, ask("Before"))
  const [written, asked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  // Each is answered only after the other has arrived, so sequential calls would deadlock.
  world.dynamo.rule({ operation: "TransactWriteItems", before: () => written.resolve(), after: () => asked.promise })
  world.dynamo.rule({ operation: "Query", before: () => asked.resolve(), after: () => written.promise })
  expect((await take(context, caller, ask("Now", { conversationId }))).last?.event).toBe("done")
})

test("one round trip to the table precedes the model call: the transaction, with the query beside it", async () => {
  const caller = newCaller()
  const { conversationId, turnId: parentTurnId } = await takeWell(context, caller, ask("Before"))
  world.dynamo.reset()
  const [written, asked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  // Neither is answered before the other has arrived: together they are one round trip.
  world.dynamo.rule({ operation: "TransactWriteItems", before: () => written.resolve(), after: () => asked.promise })
  world.dynamo.rule({ operation: "Query", before: () => asked.resolve(), after: () => written.promise })
  let before: string[] = []
  world.bedrock.script(() => {
    before = callsOf(world)
    return {}
  })
  await takeWell(context, caller, ask("Now", { conversationId, parentTurnId }))
  // All other calls of the turn follow the model call.
  expect(sorted(before)).toEqual(["Query", "TransactWriteItems"])
})

test("during the model call, one put every second and a half renews the lease; after the end each is deleted", async () => {
  world.bedrock.script({ deltas: ["one ", "two ", "three ", "four "], delayMs: 1_000 })
  await takeWell(context, newCaller(), ask("Slowly"))
  const beats = Array.from({ length: 2 }, () => "PutItem")
  expect(callsOf(world)).toEqual(["TransactWriteItems", ...beats, "TransactWriteItems", "DeleteItem", "DeleteItem"])
})

test("replaying an ended turn writes nothing: its claim is refused, then its answer and its conversation are read together", async () => {
  const caller = newCaller()
  const request = ask("Again")
  await takeWell(context, caller, request)
  world.dynamo.reset()
  expect((await take(context, caller, request)).text).toBe("Hello from the model.")
  expect(callsOf(world)).toEqual(["TransactWriteItems", "GetItem", "GetItem"])
  expect(world.bedrock.calls).toHaveLength(1)
})
