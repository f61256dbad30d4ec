import { reservationOf } from "@parley/testing/cases/reservation.ts"
import { runsAll } from "@parley/testing/cases/test-set.ts"
import type { DynamoFault, DynamoOperation } from "@parley/testing/dynamodb/dynamo-proxy.ts"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import type { Caller } from "../../src/context.ts"
import { isBeat } from "../support/log.ts"
import { money, said, settled, stored } from "../support/stored.ts"
import { ask, newCaller, post, take, takeWell } from "../support/visitor.ts"
import { model, startWorld, type TestContext, type World } from "../support/world.ts"

let world: World
let context: TestContext & { tableName: string }
let caller: Caller
beforeAll(async () => {
  world = await startWorld()
})
beforeEach(async () => {
  context = await world.context({ maxAttempts: sdkAttempts })
  caller = newCaller()
})
afterEach(() => world.reset())
afterAll(() => world.close())

/** The SDK's default number of attempts for DynamoDB. */
const sdkAttempts = 4
const faults: DynamoFault[] = ["throttled", "throughput", "internal", "conflict", "request lost", "reply lost"]
/** Once, which the SDK retries by itself (except conflicts), and as often as the SDK tries. */
const counts = [1, sdkAttempts]

/** A conversation's second turn with this call broken; slow enough for a heartbeat if that is the broken call. */
async function takeBroken(operation: DynamoOperation, nth: number, fault: DynamoFault, times: number) {
  const { conversationId } = await takeWell(context, caller, ask("First"))
  world.reset()
  world.bedrock.script({ deltas: ["one ", "two ", "three"], delayMs: operation === "PutItem" ? 650 : 0 })
  world.dynamo.rule({ operation, nth, fault, times })
  const request = ask("Second", { conversationId })
  return { request, heard: await take(context, caller, request) }
}

const firstCost = 4_000
const secondCost = 20 * 100 + 3 * 500

describe.each<[string, DynamoOperation, number]>([
  ["the transaction that begins a turn", "TransactWriteItems", 1],
  ["a heartbeat", "PutItem", 1],
  ["the transaction that ends a turn", "TransactWriteItems", 2],
])("%s", (_, operation, nth) => {
  describe.each(counts)("broken %i times", (times) => {
    // The SDK repeats throttled calls like those with an internal error, but for seconds.
    test.each(times > 1 ? faults.filter((fault) => fault !== "throughput" && (runsAll || fault !== "throttled")) : faults)(
      "%s: the turn is complete, saved once, called once, charged once",
      async (fault) => {
        const { request, heard } = await takeBroken(operation, nth, fault, times)
        expect(world.dynamo.calls.filter((call) => call.fault).length).toBeGreaterThan(0)
        expect(heard).toMatchObject({ text: "one two three", last: { event: "done", status: "complete" } })
        expect(world.bedrock.calls).toHaveLength(1)
        const kept = await stored(context, caller)
        expect(said(kept).slice(2)).toEqual(["user Second", "assistant complete one two three"])
        expect(kept.conversations).toMatchObject([{ messageCount: 4 }])
        expect(kept.conversations[0]?.running).toBeUndefined()
        expect(await money(context, caller)).toEqual(settled(firstCost + secondCost, 2))
        expect((await take(context, caller, request)).text).toBe("one two three")
      },
    )
  })
})

test("a hanging heartbeat does not delay the end, and has no effect after it", async () => {
  const [gate, arrived, applied] = [Promise.withResolvers<void>(), Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  world.bedrock.script({ deltas: ["one ", "two"], beforeDelta: (index) => (index === 1 ? arrived.promise : undefined) })
  const hang = () => {
    arrived.resolve()
    return gate.promise
  }
  world.dynamo.rule({ operation: "PutItem", when: isBeat, before: hang, after: () => applied.resolve() })
  expect((await take(context, caller, ask("Count"))).last).toMatchObject({ event: "done", status: "complete" })
  const kept = await stored(context, caller)
  gate.resolve()
  await applied.promise
  expect(await stored(context, caller)).toEqual(kept)
})

describe("the read of the history", () => {
  const readFaults = faults.filter((fault) => fault !== "conflict" && fault !== "throughput")

  test.each(readFaults)("%s once: no visible error", async (fault) => {
    const { heard } = await takeBroken("Query", 1, fault, 1)
    expect(heard.last).toMatchObject({ event: "done", status: "complete" })
  })

  test.each(readFaults)("%s permanently: the model is not called, nothing is charged, and the same turn runs later", async (fault) => {
    const { request, heard } = await takeBroken("Query", 1, fault, sdkAttempts)
    expect(heard.last).toEqual({ event: "error", status: "failed", length: 0, code: "store.unavailable" })
    expect(world.bedrock.calls).toHaveLength(0)
    expect(await money(context, caller)).toEqual(settled(firstCost, 2))
    expect((await take(context, caller, request)).last).toMatchObject({ status: "complete" })
    expect(said(await stored(context, caller)).slice(2)).toEqual(["user Second", "assistant complete one two three"])
    expect(await money(context, caller)).toEqual(settled(firstCost + secondCost, 3))
  })
})

describe("a turn that cannot start", () => {
  const forGood = 1_000

  test.each(["throttled", "internal", "request lost"] as const)(
    "%s permanently: refused without a stored item or a model call",
    async (fault) => {
      world.dynamo.rule({ operation: "TransactWriteItems", fault, times: forGood })
      const request = ask("Hi")
      await expect(take(context, caller, request)).rejects.toThrow()
      world.dynamo.reset()
      expect(await stored(context, caller)).toEqual({ turns: [], conversations: [], messages: [] })
      expect(world.bedrock.calls).toHaveLength(0)
      expect((await take(context, caller, request)).last?.event).toBe("done")
    },
  )

  test("conflicts with other writers for five seconds: refused with Retry-After", async () => {
    world.dynamo.rule({ operation: "TransactWriteItems", fault: "conflict", times: forGood })
    const { refused } = await take(context, caller, ask("Hi"))
    expect(refused).toMatchObject({ code: "store.unavailable", extras: { retryAfter: 2 } })
    expect(world.dynamo.count("TransactWriteItems")).toBeGreaterThan(4)
  })

  test("conflict with another writer in one item: starts after that writer is done", async () => {
    for (let item = 0; item < 6; item++) {
      world.dynamo.rule({ operation: "TransactWriteItems", nth: item + 1, fault: "conflict", conflictAt: [item] })
    }
    expect((await take(context, caller, ask("Hi"))).last?.event).toBe("done")
    expect(await money(context, caller)).toEqual(settled(firstCost, 1))
  })

  test("every reply lost: the next reader after the lease ends it, and the same turn runs", async () => {
    const request = ask("Hi")
    world.dynamo.rule({ operation: "TransactWriteItems", fault: "reply lost", times: forGood })
    await expect(take(context, caller, request)).rejects.toThrow()
    world.dynamo.reset()
    const [left] = (await stored(context, caller)).turns
    const later = await world.context({ tableName: context.tableName, now: () => Date.now() + 16_000 })
    expect((await take(later, caller, request)).last).toMatchObject({ status: "complete" })
    expect(said(await stored(later, caller))).toEqual(["user Hi", "assistant complete Hello from the model."])
    // The store does not show that the first run never called the model, so it is charged at its upper bound.
    expect(await money(later, caller)).toEqual(settled((left?.reserved.nanoDollars as number) + 4_000, 2))
  })
})

describe("a turn whose start took effect despite a lost reply is recognized as the caller's own", () => {
  test.each<[string, () => object]>([
    ["the last turn of the day", () => ({ turnsPerVisitorDaily: 1 })],
    [
      "the last of the budget",
      () => ({ budgets: { ...context.settings.budgets, visitor: reservationOf(model, 2, 0, context.settings.maxTokens) } }),
    ],
  ])("also if it took %s", async (_, limits) => {
    context = await world.context({ maxAttempts: 1, settings: limits() })
    world.dynamo.rule({ operation: "TransactWriteItems", fault: "reply lost" })
    expect((await take(context, caller, ask("Hi"))).last).toMatchObject({ event: "done", status: "complete" })
    expect(await money(context, caller)).toEqual(settled(4_000, 1))
    expect(world.bedrock.calls).toHaveLength(1)
  })

  test("also when a failed turn runs again", async () => {
    context = await world.context({ maxAttempts: 1 })
    const request = ask("Hi")
    world.bedrock.script({ fault: "ModelErrorException" })
    await take(context, caller, request)
    world.dynamo.reset()
    world.dynamo.rule({ operation: "TransactWriteItems", nth: 2, fault: "reply lost" })
    expect((await take(context, caller, request)).last).toMatchObject({ event: "done", status: "complete" })
    const kept = await stored(context, caller)
    expect(said(kept)).toEqual(["user Hi", "assistant complete Hello from the model."])
    expect(kept.conversations[0]?.messageCount).toBe(2)
    expect(await money(context, caller)).toEqual(settled(4_000, 2))
  })
})

test("after a conflict, a caller above the limit is refused at once", async () => {
  context = await world.context({ settings: { turnsPerVisitorDaily: 1 } })
  await takeWell(context, caller, ask("First"))
  world.dynamo.reset()
  world.dynamo.rule({ operation: "TransactWriteItems", fault: "conflict", times: 1_000 })
  expect((await take(context, caller, ask("Second"))).refused?.code).toBe("rate.exceeded")
  expect(world.dynamo.count("TransactWriteItems")).toBe(1)
})

test("a joined caller survives a temporary failure of the table, and gets no error about a deletion", async () => {
  const gate = Promise.withResolvers<void>()
  world.bedrock.script({ deltas: ["one ", "two"], beforeDelta: (index) => (index === 1 ? gate.promise : undefined) })
  const request = ask("Count")
  const first = post(context, caller, request)
  await expect.poll(() => first.text).toBe("one ")
  const joined = post(context, caller, request)
  await expect.poll(() => joined.began).toBeDefined()
  world.dynamo.rule({ operation: "GetItem", fault: "internal", times: 2 * sdkAttempts })
  gate.resolve()
  await first.over
  // The next reads find the turn ended; then the read of its answer fails.
  world.dynamo.reset()
  world.dynamo.rule({
    operation: "GetItem",
    when: ({ body }) => JSON.stringify(body.Key).includes("message_1"),
    fault: "internal",
    times: sdkAttempts,
  })
  expect((await joined.over).last).toEqual({ event: "done", status: "complete", length: 7 })
  expect(joined.text).toBe("one two")
})
