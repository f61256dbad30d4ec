import { reservationOf } from "@parley/testing/cases/reservation.ts"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { shardsOf } from "../../src/budget/stage-budget.ts"
import type { TurnSettings } from "../../src/context.ts"
import { seenBefore } from "../support/stored.ts"
import { ask, newCaller, take, takeWell } from "../support/visitor.ts"
import { model, startWorld, type TestContext, testSettings, type World } from "../support/world.ts"

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterEach(() => world.reset())
afterAll(() => world.close())

const reservation = reservationOf(model, "Hi".length, 0, testSettings.maxTokens)
const hourMs = 3_600_000
const dayMs = 24 * hourMs
const noon = Date.UTC(2100, 0, 10, 12)

/** A stage with money for four concurrent turns and no settlement: the model never reports its usage. */
const stageFor = (more: Partial<TurnSettings>, now = () => noon) => {
  world.bedrock.otherwise({ fault: "no-metadata" })
  return world.context({ now, settings: { budgets: { ...testSettings.budgets, stage: 4 * reservation }, ...more } })
}
const say = async (context: TestContext, caller = newCaller()) => {
  const { refused, last } = await take(context, caller, ask("Hi"))
  return refused ? `${refused.code} ${refused.extras.scope}` : last?.event
}

describe("the newcomers' share of the stage's day", () => {
  test("limits newcomers alone: known visitors and signed-in users continue to the end of the stage's budget", async () => {
    const context = await stageFor({ shares: { newcomers: 0.5, visitors: 1 } })
    const seen = newCaller({ isReturning: true })
    await seenBefore(context, seen)
    expect([await say(context), await say(context), await say(context)]).toEqual(["done", "done", "budget.exhausted newcomers"])
    expect(await say(context, newCaller({ isReturning: true }))).toBe("budget.exhausted newcomers")
    expect([await say(context, seen), await say(context, newCaller({ isPerson: true })), await say(context, seen)]).toEqual([
      "done",
      "done",
      "budget.exhausted stage",
    ])
  })

  test("the refusal names the share's limit, and when the day ends", async () => {
    const context = await stageFor({ shares: { newcomers: 0, visitors: 1 } })
    const { refused } = await take(context, newCaller(), ask("Hi"))
    expect(refused?.message).toBe("Not enough of this site's budget for new visitors is left today.")
    expect(refused?.extras).toEqual({ scope: "newcomers", limit: 0, used: 0, resetAt: "2100-01-11T00:00:00.000Z", retryAfter: 43_200 })
    expect(world.bedrock.calls).toHaveLength(0)
  })

  test.each([
    ["a turn of the day before, six hours after its end", dayMs, 6 * hourMs, true],
    ["a turn of the day before, less than six hours after its end", dayMs, 6 * hourMs - 1, false],
    ["a turn of the same day", 0, 23 * hourMs, false],
  ])("%s", async (_, back, hour, isSeen) => {
    const now = Date.UTC(2100, 0, 10) + hour
    const context = await stageFor({ shares: { newcomers: 0, visitors: 1 } }, () => now)
    const caller = newCaller({ isReturning: true })
    const earlier = { ...context, settings: { ...context.settings, shares: testSettings.shares }, now: () => now - back }
    await takeWell(earlier, caller, ask("Before"))
    expect(await say(context, caller)).toBe(isSeen ? "done" : "budget.exhausted newcomers")
  })

  test("a turn without cost does not make its visitor known", async () => {
    const context = await stageFor({ shares: { newcomers: 0, visitors: 1 } })
    const caller = newCaller({ isReturning: true })
    world.bedrock.script({ fault: "AccessDeniedException" })
    await take({ ...context, settings: testSettings, now: () => noon - 2 * dayMs }, caller, ask("Before"))
    expect(await say(context, caller)).toBe("budget.exhausted newcomers")
  })

  test("a process looks a visitor up once a day, and skips callers without a cookie and signed-in users", async () => {
    const context = await world.context({ settings: { shares: { newcomers: 0.5, visitors: 1 } } })
    await takeWell(context, newCaller(), ask("First of the process"))
    const callsFor = async (caller: ReturnType<typeof newCaller>) => {
      world.dynamo.reset()
      await takeWell(context, caller, ask("Hi"))
      return world.dynamo.calls.map(({ operation }) => operation)
    }
    const begunAndEnded = ["TransactWriteItems", "TransactWriteItems"]
    expect(await callsFor(newCaller())).toEqual(begunAndEnded)
    expect(await callsFor(newCaller({ isPerson: true, isReturning: true }))).toEqual(begunAndEnded)
    const returning = newCaller({ isReturning: true })
    await seenBefore(context, returning)
    for (const caller of [returning, newCaller({ isReturning: true })]) {
      expect(await callsFor(caller)).toEqual(["Query", ...begunAndEnded])
      expect(await callsFor(caller)).toEqual(begunAndEnded)
    }
  })
})

test("the visitors' share leaves the rest of the day's budget to signed-in users", async () => {
  const context = await stageFor({ shares: { newcomers: 1, visitors: 0.75 } })
  const seen = newCaller({ isReturning: true })
  await seenBefore(context, seen)
  const person = newCaller({ isPerson: true })
  expect([await say(context), await say(context), await say(context, seen)]).toEqual(["done", "done", "done"])
  expect([await say(context), await say(context, seen)]).toEqual(["budget.exhausted visitors", "budget.exhausted visitors"])
  expect([await say(context, person), await say(context, person)]).toEqual(["done", "budget.exhausted stage"])
})

test("shards hold ten of the largest turns in the smallest share", () => {
  const largest = reservationOf(model, 3 * 32_000, testSettings.contextTokens, testSettings.maxTokens)
  const shards = (newcomers: number) =>
    shardsOf({ ...testSettings, budgets: { ...testSettings.budgets, stage: 400 * largest }, shares: { newcomers, visitors: 1 } })
  expect([1, 0.5, 0.1, 0.01, 0].map(shards)).toEqual([8, 8, 4, 1, 8])
})

test("with a release by the hour, each hour releases a 24th of the day's budget, and unused parts stay available", async () => {
  let now = Date.UTC(2100, 0, 10, 0, 30)
  const context = await stageFor({ stageRelease: "hourly", budgets: { ...testSettings.budgets, stage: 24 * reservation } }, () => now)
  expect([await say(context), await say(context)]).toEqual(["done", "budget.exhausted stage"])
  const { refused } = await take(context, newCaller(), ask("Hi"))
  expect(refused?.extras).toMatchObject({ resetAt: "2100-01-10T01:00:00.000Z", retryAfter: 1_800 })
  now += 2 * hourMs
  expect([await say(context), await say(context), await say(context)]).toEqual(["done", "done", "budget.exhausted stage"])
  now = Date.UTC(2100, 0, 10, 23, 59)
  const rest = []
  for (let turn = 0; turn < 22; turn++) rest.push(await say(context))
  expect(rest.filter((event) => event === "done")).toHaveLength(21)
})

test("two /64 networks of one IPv6 /48 have separate address budgets, a third one has none", async () => {
  const context = await stageFor({ budgets: { visitor: 1e9, address: 2 * reservation, stage: 1e11 } })
  const network = "network"
  const from = (address: string) => say(context, newCaller({ address, network }))
  expect([await from("one"), await from("one"), await from("one")]).toEqual(["done", "done", "budget.exhausted address"])
  expect([await from("two"), await from("two"), await from("three")]).toEqual(["done", "done", "budget.exhausted network"])
  expect(await say(context, newCaller({ address: "three" }))).toBe("done")
})
