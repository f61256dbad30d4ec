import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { scopeOf } from "../../src/budget/budget.ts"
import { stageDayOf } from "../../src/budget/stage-day.ts"
import { dayOf } from "../../src/clock.ts"
import { recoverIfDead } from "../../src/turn/recover.ts"
import { stored } from "../support/stored.ts"
import { ask, newCaller, post, take } from "../support/visitor.ts"
import { startWorld, testSettings, type World } from "../support/world.ts"

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterEach(() => world.reset())
afterAll(() => world.close())

const now = Date.UTC(2100, 0, 10, 12)

describe("the shared values of a stage's day", () => {
  test("concurrent processes get the same key, and each day has another one", async () => {
    const { tableName } = await world.context()
    const processes = await Promise.all(Array.from({ length: 8 }, () => world.context({ tableName })))
    const ask = (time: number) => Promise.all(processes.map(({ store, settings }) => stageDayOf(store, settings, time)))
    const keys = new Set((await ask(now)).map(({ addressKey }) => addressKey))
    expect(keys.size).toBe(1)
    expect([...keys][0]).toMatch(/^[A-Za-z0-9_-]{43}$/)
    const [tomorrow] = await ask(now + 86_400_000)
    expect(keys).not.toContain(tomorrow?.addressKey)
  })

  test("a day that an earlier version started keeps its shards, gets a key and expires after two days", async () => {
    const { store, settings } = await world.context()
    const item = { scope: scopeOf.shards, day: dayOf(now) }
    await store.entities.usages.put({ ...item, shards: 3 }).go()
    const { shards, addressKey } = await stageDayOf(store, settings, now)
    const { data } = await store.entities.usages.get(item).go()
    expect(data).toMatchObject({ shards: 3, addressKey, expiresAt: Math.floor(now / 1_000) + 2 * 86_400 })
    expect(shards).toBe(3)
  })

  test("a failing table is an error, and the next call reads it again", async () => {
    const { store, settings } = await world.context({ maxAttempts: 1 })
    world.dynamo.rule({ operation: "UpdateItem", fault: "internal" })
    await expect(stageDayOf(store, settings, now)).rejects.toThrow()
    expect((await stageDayOf(store, settings, now)).addressKey).toHaveLength(43)
  })
})

describe("the hashes of address and network", () => {
  test.each([
    ["complete", {}],
    ["failed", { fault: "AccessDeniedException" }],
    ["interrupted", { fault: "tcp-reset" }],
  ] as const)("are gone from a turn that ended as %s, and what was set aside for it stays", async (status, answer) => {
    const context = await world.context({ settings: { shares: { newcomers: 0.5, visitors: 0.9 } } })
    const caller = newCaller({ network: "network" })
    const gate = Promise.withResolvers<void>()
    world.bedrock.script(async () => {
      await gate.promise
      return answer
    })
    const running = post(context, caller, ask("Hi"))
    await expect.poll(() => running.began).toBeDefined()
    const [before] = (await stored(context, caller)).turns
    expect(before?.reserved).toMatchObject({ address: caller.address, network: "network", isVisitor: true, isNewcomer: true })
    gate.resolve()
    await running.over
    const [after] = (await stored(context, caller)).turns
    const { address: _, network: __, ...kept } = before?.reserved ?? {}
    expect([after?.status, after?.reserved]).toEqual([status, kept])
  })

  test("are removed from a turn whose function died", async () => {
    const context = await world.context()
    const caller = newCaller({ network: "network" })
    world.dynamo.rule({ operation: "TransactWriteItems", nth: 2, fault: "internal", times: 1_000 })
    await take(context, caller, ask("Hi"), { deadline: 9_500 })
    world.dynamo.reset()
    const later = { ...context, settings: testSettings, now: () => Date.now() + 60_000 }
    const [left] = (await stored(context, caller)).turns
    if (!left) throw new Error("The turn is not there")
    await recoverIfDead(later, left)
    expect(Object.keys((await stored(context, caller)).turns[0]?.reserved ?? {}).toSorted()).toEqual([
      "day",
      "isVisitor",
      "nanoDollars",
      "shard",
    ])
  })
})
