import { randomUUID } from "node:crypto"
import { setTimeout as wait } from "node:timers/promises"
import { playMany } from "@parley/testing/cases/many-cases.ts"
import { caseCount } from "@parley/testing/cases/test-set.ts"
import { describeOnBothDatabases } from "@parley/testing/dynamodb/both-databases.ts"
import fc from "fast-check"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { type SlotScope, type Slots, takeSlots } from "../../src/budget/slots.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

const hold = 10_000

describeOnBothDatabases("on", (kind) => {
  const [count, atOnce] = kind === "fast" ? [caseCount(25, 300), 10] : [caseCount(4, 30), 4]
  let world: World
  let context: TestContext
  beforeAll(async () => {
    world = await startWorld(kind)
    context = await world.context({ direct: true })
  })
  afterAll(() => world.close())

  /** A caller takes a slot after a delay and releases it, or dies without releasing it. The clocks of the two processes differ. */
  const taker = fc.record({
    at: fc.nat({ max: 25_000 }),
    work: fc.integer({ min: 1, max: hold - 1_000 }),
    dies: fc.boolean(),
    skew: fc.integer({ min: -400, max: 400 }),
    group: fc.nat({ max: 1 }),
  })
  const cases = fc.record({ size: fc.integer({ min: 1, max: 3 }), takers: fc.array(taker, { minLength: 3, maxLength: 12 }) })

  test("slots with crashes, expired leases and concurrent callers: never more slots held than the size, and each becomes free again", async () => {
    await playMany(cases, { count, atOnce }, async ({ size, takers }) => {
      const id = randomUUID()
      let time = Date.parse("2026-11-22T09:30:00.000Z")
      const scopesOf = (group: number): SlotScope[] => [
        { scope: `group#${id}#${group}`, size },
        { scope: `all#${id}`, size: size + 1 },
      ]
      const holders: { group: number; until: number; slots: Slots }[] = []
      const arrivals = Map.groupBy(takers, ({ at }) => at - (at % 5_000))
      for (const [at, together] of [...arrivals].toSorted(([a], [b]) => a - b)) {
        time = Date.parse("2026-11-22T09:30:00.000Z") + at
        for (const holder of holders.filter(({ until }) => until <= time)) {
          holders.splice(holders.indexOf(holder), 1)
          await holder.slots.release()
        }
        await Promise.all(
          together.map(async ({ work, dies, skew, group }) => {
            const slots = await takeSlots({ ...context, now: () => time + skew }, scopesOf(group), hold)
            if (!slots) return
            const dead: Slots = { release: async () => undefined }
            holders.push({ group, until: time + work, slots: dies ? dead : slots })
          }),
        )
        const held = (group?: number) => holders.filter((holder) => group === undefined || holder.group === group).length
        expect(held()).toBeLessThanOrEqual(size + 1)
        for (const group of [0, 1]) expect(held(group)).toBeLessThanOrEqual(size)
      }
      // Long after the last caller: a dead one leaves no slot behind.
      time += 2 * hold
      for (let n = 0; n < size; n++) expect(await takeSlots({ ...context, now: () => time }, scopesOf(0), hold)).toBeDefined()
      expect(await takeSlots({ ...context, now: () => time }, scopesOf(0), hold)).toBeUndefined()
    })
  }, 300_000)

  test("of 30 concurrent callers, exactly as many get a slot as there are", async () => {
    const scopes = [{ scope: `crowd#${randomUUID()}`, size: 3 }]
    const taken = await Promise.all(Array.from({ length: 30 }, () => takeSlots(context, scopes, hold)))
    expect(taken.filter((slots) => slots !== undefined)).toHaveLength(3)
  })
})

describe("a slot", () => {
  let world: World
  let context: TestContext
  beforeAll(async () => {
    world = await startWorld()
    context = await world.context({ maxAttempts: 1 })
  })
  beforeEach(() => world.reset())
  afterAll(() => world.close())

  const one = () => [{ scope: `one#${randomUUID()}`, size: 1 }]

  test("a released slot is free at once, any other when it expires", async () => {
    const scopes = one()
    const first = await takeSlots(context, scopes, hold)
    expect(await takeSlots(context, scopes, hold)).toBeUndefined()
    await first?.release()
    expect(await takeSlots(context, scopes, 300)).toBeDefined()
    expect(await takeSlots(context, scopes, hold)).toBeUndefined()
    await wait(350)
    expect(await takeSlots(context, scopes, hold)).toBeDefined()
  })

  test("a late holder does not release its successor's slot", async () => {
    const scopes = one()
    const late = await takeSlots(context, scopes, 1)
    await wait(10)
    const next = await takeSlots(context, scopes, hold)
    await late?.release()
    expect(next).toBeDefined()
    expect(await takeSlots(context, scopes, hold)).toBeUndefined()
  })

  test("a full scope leaves the other scopes' slots free, and costs only reads", async () => {
    const [full, open] = [...one(), ...one()] as [SlotScope, SlotScope]
    await takeSlots(context, [full], hold)
    world.dynamo.reset()
    expect(await takeSlots(context, [full, open], hold)).toBeUndefined()
    expect(world.dynamo.calls.map(({ operation }) => operation)).toEqual(["Query", "Query"])
    expect(await takeSlots(context, [open], hold)).toBeDefined()
  })

  test("a conflict with another writer is retried; with endless conflicts no slot is taken", async () => {
    world.dynamo.rule({ operation: "TransactWriteItems", fault: "conflict", times: 2 })
    expect(await takeSlots(context, one(), hold)).toBeDefined()
    world.dynamo.rule({ operation: "TransactWriteItems", fault: "conflict", times: 100 })
    expect(await takeSlots(context, one(), hold)).toBeUndefined()
  })

  test.each(["throttled", "internal", "reply lost"] as const)("a failed write (%s) is an error, never a slot", async (fault) => {
    world.dynamo.rule({ operation: "TransactWriteItems", fault })
    await expect(takeSlots(context, one(), hold)).rejects.toThrow()
  })

  test("a failed release is logged, and the slot is free when it expires", async () => {
    const scopes = one()
    const slots = await takeSlots(context, scopes, 300)
    world.dynamo.rule({ operation: "DeleteItem", fault: "internal" })
    await slots?.release()
    expect(context.logged.map(({ message }) => message)).toEqual(["A slot could not be given back; it comes free by itself"])
    await wait(350)
    expect(await takeSlots(context, scopes, hold)).toBeDefined()
  })
})
