import { reservationOf } from "@parley/testing/cases/reservation.ts"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { scopeOf } from "../../src/budget/budget.ts"
import { shardsOf } from "../../src/budget/stage-budget.ts"
import { dayOf } from "../../src/clock.ts"
import { maxTextCharacters } from "../../src/content.ts"
import { money, stored } from "../support/stored.ts"
import { ask, newCaller, take, takeWell } from "../support/visitor.ts"
import { model, startWorld, type TestContext, testSettings, type World } from "../support/world.ts"

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterEach(() => world.reset())
afterAll(() => world.close())

const reservation = reservationOf(model, "Hi".length, 0, testSettings.maxTokens)
const { budgets } = testSettings
const nothing = { turns: [], conversations: [], messages: [] }

test.each([
  ["the stage's budget", { budgets: { ...budgets, stage: 10 * reservation } }, "budget.exhausted", "stage", false],
  ["the budget of an address", { budgets: { ...budgets, address: 10 * reservation } }, "budget.exhausted", "address", false],
  ["a visitor's budget", { budgets: { ...budgets, visitor: 10 * reservation } }, "budget.exhausted", "visitor", true],
  ["a visitor's turns per day", { turnsPerVisitorDaily: 10 }, "rate.exceeded", "visitor", true],
])(
  "of 100 concurrent turns, exactly the 10 that fit %s call the model",
  async (_, settings, code, scope, isOne) => {
    const context = await world.context({ settings, direct: true })
    const visitor = newCaller()
    // The model answers only after all others have been refused, so that no reservation is settled before.
    const gate = Promise.withResolvers<void>()
    world.bedrock.otherwise({ beforeDelta: () => gate.promise })
    let refusedSoFar = 0
    const all = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const caller = isOne ? visitor : { ...visitor, owner: newCaller().owner }
        const one = await take(context, caller, ask("Hi"))
        if (one.refused && ++refusedSoFar === 90) gate.resolve()
        return { caller, one }
      }),
    )
    const refused = all.filter(({ one }) => one.refused)
    expect(refused).toHaveLength(90)
    expect(world.bedrock.calls).toHaveLength(10)
    for (const { one } of refused) expect(one.refused).toMatchObject({ code, extras: { scope, retryAfter: expect.any(Number) } })
    for (const { caller } of isOne ? [] : refused.slice(0, 5)) expect(await stored(context, caller)).toEqual(nothing)
    const { stage } = await money(context, visitor)
    expect(stage).toEqual({ committed: 10 * 4_000, spent: 10 * 4_000, turns: 10 })
  },
  60_000,
)

describe("the kill switch, and any limit below one turn", () => {
  test.each([
    ["stage", { ...budgets, stage: 0 }],
    ["address", { ...budgets, address: reservation - 1 }],
    ["visitor", { ...budgets, visitor: reservation - 1 }],
  ])("%s: refused in code, with no write and no model call", async (scope, limits) => {
    const context = await world.context({ settings: { budgets: limits } })
    const caller = newCaller()
    const { refused } = await take(context, caller, ask("Hi"))
    expect(refused).toMatchObject({ code: "budget.exhausted", extras: { scope } })
    expect(world.dynamo.calls.map(({ operation }) => operation)).toEqual(["GetItem"])
    expect(world.bedrock.calls).toHaveLength(0)
  })

  test("a stored answer is still replayed", async () => {
    const context = await world.context()
    const caller = newCaller()
    const request = ask("Hi")
    await takeWell(context, caller, request)
    const closed = { ...context, settings: { ...context.settings, budgets: { ...budgets, stage: 0 } } }
    expect((await take(closed, caller, request)).text).toBe("Hello from the model.")
  })
})

describe("a stage's budget in shards", () => {
  const fill = (context: TestContext, shards: number[], committed: number = budgets.stage) =>
    Promise.all(
      shards.map((shard) =>
        context.store.entities.usages
          .upsert({ scope: scopeOf.stage(shard), day: dayOf(Date.now()) })
          .add({ committed })
          .go(),
      ),
    )

  test("a turn finds the last shard with room, and is settled there", async () => {
    const context = await world.context()
    const shards = Array.from({ length: shardsOf(context.settings) }, (_, shard) => shard)
    expect(shards.length).toBe(16)
    await fill(context, shards.slice(1))
    const caller = newCaller()
    await takeWell(context, caller, ask("Hi"))
    expect((await stored(context, caller)).turns[0]?.reserved.shard).toBe(0)
    expect((await money(context, caller, 1)).stage).toEqual({ committed: 4_000, spent: 4_000, turns: 1 })
  })

  const largest = reservationOf(model, 3 * maxTextCharacters, testSettings.contextTokens, testSettings.maxTokens)
  const turnsFor = (count: number) => ({ budgets: { ...budgets, stage: count * largest } })

  test.each([
    ["a lower limit", turnsFor(200), 30, turnsFor(100)],
    ["a higher limit", turnsFor(249), 62.5, turnsFor(250)],
    ["larger turns", turnsFor(200), 50, { ...turnsFor(200), contextTokens: 100 * testSettings.contextTokens }],
  ])("%s on the same day does not change the shards: earlier usage still counts", async (_, settings, used, later) => {
    const before = await world.context({ settings })
    expect([shardsOf(before.settings), shardsOf({ ...before.settings, ...later })]).not.toEqual([4, 4])
    await takeWell(before, newCaller(), ask("Hi"))
    await fill(before, [0, 1, 2, 3], used * largest)
    const after = await world.context({ settings: later, tableName: before.tableName })
    expect((await take(after, newCaller(), ask("Hi"))).refused).toMatchObject({ code: "budget.exhausted", extras: { scope: "stage" } })
    const tomorrow = { ...after, now: () => Date.now() + 86_400_000 }
    await takeWell(tomorrow, newCaller(), ask("Hi"))
  })

  test("a turn that fits no shard is refused without a write", async () => {
    const before = await world.context({ settings: turnsFor(200) })
    await takeWell(before, newCaller(), ask("Hi"))
    const after = await world.context({ settings: { budgets: { ...budgets, stage: 2 * reservation } }, tableName: before.tableName })
    const written = world.dynamo.count("TransactWriteItems")
    expect((await take(after, newCaller(), ask("Hi"))).refused?.code).toBe("budget.exhausted")
    expect(world.dynamo.count("TransactWriteItems")).toBe(written)
  })

  test("a turn is refused when all shards are full, and its error does not show other owners' spending", async () => {
    const context = await world.context()
    await fill(
      context,
      Array.from({ length: 16 }, (_, shard) => shard),
    )
    const { refused } = await take(context, newCaller(), ask("Hi"))
    expect(refused).toMatchObject({ code: "budget.exhausted", extras: { scope: "stage", limit: 100, used: 100 } })
  })
})

test("a turn that ends after midnight is settled on the day of its reservation", async () => {
  let now = Date.UTC(2026, 4, 1, 23, 59, 59)
  const context = await world.context({ now: () => now })
  const caller = newCaller()
  world.bedrock.script({
    beforeDelta: () => {
      now = Date.UTC(2026, 4, 2, 0, 0, 5)
    },
  })
  await takeWell(context, caller, ask("Hi"))
  const none = { committed: 0, spent: 0, turns: 0 }
  expect((await money(context, caller)).visitor).toEqual(none)
  now = Date.UTC(2026, 4, 1, 12)
  expect((await money(context, caller)).visitor).toEqual({ committed: 4_000, spent: 4_000, turns: 1 })
})
