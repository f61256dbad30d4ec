import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"
import type { Caller } from "../../src/context.ts"
import { textInLog } from "../support/log.ts"
import { money, said, settled, stored } from "../support/stored.ts"
import { ask, newCaller, post, take } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

let world: World
let context: TestContext & { tableName: string }
let caller: Caller
beforeAll(async () => {
  world = await startWorld()
})
beforeEach(async () => {
  context = await world.context()
  caller = newCaller()
})
afterEach(() => world.reset())
afterAll(() => world.close())

/** Eight seconds are reserved to store the end. */
const almostOver = 9_000

test.each([
  ["interrupted", "with its text kept", ["one ", "two"], "assistant interrupted one two"],
  ["failed", "if it has no text", [], "assistant failed"],
])("a turn near the end of its function ends by itself as %s, %s", async (status, _, deltas, line) => {
  world.bedrock.script({ deltas, fault: "stall", at: "before-stop" })
  const deadline = Date.now() + almostOver
  const { last } = await take(context, caller, ask("Count"), { deadline: almostOver })
  expect(Date.now()).toBeLessThan(deadline)
  expect(last).toEqual({ event: "error", status, length: deltas.join("").length, code: "model.timeout" })
  await world.bedrock.calls[0]?.ended
  expect(world.bedrock.calls[0]?.aborted).toBe(true)
  const kept = await stored(context, caller)
  expect(said(kept)).toEqual(["user Count", line])
  expect(await money(context, caller)).toEqual(settled(kept.turns[0]?.reserved.nanoDollars as number, 1))
})

test("a turn whose end cannot be stored reports an error in time, never an end, and is ended later with its last stored text", async () => {
  const gate = Promise.withResolvers<void>()
  world.bedrock.script({ deltas: ["one ", "two"], beforeDelta: (index) => (index === 1 ? gate.promise : undefined) })
  world.dynamo.rule({ operation: "TransactWriteItems", nth: 2, times: 1_000, fault: "internal" })
  const request = ask("Count")
  const deadline = Date.now() + 11_000
  const turn = post(context, caller, request, { deadline: 11_000 })
  await expect.poll(() => textInLog(context, caller), { timeout: 5_000 }).toBe("one ")
  gate.resolve()
  const { last, text } = await turn.over
  expect(Date.now()).toBeLessThan(deadline)
  expect({ text, last }).toEqual({ text: "one two", last: { event: "error", status: "interrupted", length: 7, code: "store.unavailable" } })
  expect((await stored(context, caller)).turns).toMatchObject([{ status: "streaming" }])

  world.dynamo.reset()
  const later = await world.context({ tableName: context.tableName, now: () => Date.now() + 16_000 })
  expect(await take(later, caller, request)).toMatchObject({ text: "one ", last: { event: "error", status: "interrupted" } })
  const [ended] = (await stored(later, caller)).turns
  expect(await money(later, caller)).toEqual(settled(ended?.reserved.nanoDollars as number, 1))
})

test("a joined caller whose function ends first gets an error in time, and the turn continues", async () => {
  const gate = Promise.withResolvers<void>()
  world.bedrock.script({ deltas: ["one ", "two"], beforeDelta: (index) => (index === 1 ? gate.promise : undefined) })
  const request = ask("Count")
  const turn = post(context, caller, request)
  await expect.poll(() => textInLog(context, caller), { timeout: 5_000 }).toBe("one ")
  const deadline = Date.now() + 2_500
  const { last } = await take(context, caller, request, { deadline: 2_500 })
  expect(Date.now()).toBeLessThan(deadline)
  expect(last).toMatchObject({ event: "error", status: "interrupted", code: "model.timeout" })
  gate.resolve()
  expect((await turn.over).last).toMatchObject({ event: "done", status: "complete" })
})

test("a joined caller without any text gets `failed` with length 0; one with text, `interrupted`", async () => {
  const gate = Promise.withResolvers<void>()
  world.bedrock.script({ deltas: ["one ", "two"], beforeDelta: () => gate.promise })
  const request = ask("Count")
  const turn = post(context, caller, request)
  await expect.poll(() => turn.began).toBeDefined()
  const followers = [0, 3].map((after) => take(context, caller, { ...request, after }, { deadline: 1_500 }))
  expect((await Promise.all(followers)).map(({ last }) => last)).toEqual([
    { event: "error", status: "failed", code: "model.timeout", length: 0 },
    { event: "error", status: "interrupted", code: "model.timeout", length: 3 },
  ])
  gate.resolve()
  expect((await turn.over).last).toMatchObject({ event: "done", status: "complete" })
})
