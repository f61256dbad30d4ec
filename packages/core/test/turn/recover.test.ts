import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import type { Caller } from "../../src/context.ts"
import { openConversation } from "../../src/conversation/open.ts"
import { beginTurn } from "../../src/turn/begin.ts"
import { usualPace } from "../../src/turn/pace.ts"
import { stopTurn } from "../../src/turn/stop.ts"
import { goOn } from "../support/continue.ts"
import { logText, textInLog } from "../support/log.ts"
import { money, said, settled, stored } from "../support/stored.ts"
import { ask, newCaller, post, take } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

let world: World
let context: TestContext & { tableName: string }
/** Another process, sixteen seconds later: it treats a turn without a renewed lease as dead. */
let later: TestContext
let caller: Caller
beforeAll(async () => {
  world = await startWorld()
})
beforeEach(async () => {
  context = await world.context()
  later = await world.context({ tableName: context.tableName, now: () => Date.now() + 16_000 })
  caller = newCaller()
})
afterEach(() => world.reset())
afterAll(() => world.close())

/** A turn whose generator died after it stored this text. */
async function leaveDead(text: string) {
  const request = ask("Are you there?")
  const { turn } = await beginTurn(context, caller, request, Date.now() + 60_000)
  const { turnId, conversationId, reserved } = turn
  if (text) await logText(context, turn, text)
  return { request, turnId, conversationId, spent: reserved.nanoDollars }
}

type Dead = Awaited<ReturnType<typeof leaveDead>>
const page = { limit: 50 }

const enders: [string, (dead: Dead) => Promise<unknown>][] = [
  ["a read of the conversation", ({ conversationId }) => openConversation(later, caller.owner, conversationId, page)],
  ["a stop", ({ turnId }) => stopTurn(later, caller.owner, turnId)],
]

describe.each(enders)("%s ends a turn whose generator is gone", (_, end) => {
  test.each([
    ["interrupted", "Yes, I", "assistant interrupted Yes, I"],
    ["failed", "", "assistant failed"],
  ])("as %s with its last stored text, counted at its upper bound", async (status, text, line) => {
    const dead = await leaveDead(text)
    await end(dead)
    const kept = await stored(later, caller)
    expect(said(kept)).toEqual(["user Are you there?", line])
    expect(kept.turns).toMatchObject([{ status }])
    expect(kept.conversations[0]).toMatchObject({ messageCount: 2 })
    expect(kept.conversations[0]?.running).toBeUndefined()
    expect(await money(later, caller)).toEqual(settled(dead.spent, 1))
  })

  test("even if another writer holds one of the items at that moment", async () => {
    const dead = await leaveDead("Yes")
    world.dynamo.rule({ operation: "TransactWriteItems", fault: "conflict", conflictAt: [3], times: 2 })
    await end(dead)
    expect(said(await stored(later, caller))).toEqual(["user Are you there?", "assistant interrupted Yes"])
  })

  test("but not a turn that still renews its lease", async () => {
    const dead = await leaveDead("Yes")
    later = context
    await end(dead)
    expect((await stored(context, caller)).turns).toMatchObject([{ status: "streaming" }])
  })
})

test("a turn whose generator is gone is ended by the turn that continues it", async () => {
  const { conversationId, turnId } = await leaveDead("Yes, I")
  const request = goOn(conversationId, turnId)
  expect((await take(context, caller, request)).refused).toMatchObject({ code: "turn.busy", extras: { turnId } })
  expect((await take(later, caller, request)).last?.status).toBe("complete")
  const lines = ["user Are you there?", "assistant interrupted Yes, I", "assistant complete Hello from the model."]
  expect(said(await stored(later, caller))).toEqual(lines)
})

describe("a POST of a turn whose generator is gone", () => {
  test("replays its stored text", async () => {
    const { request, spent } = await leaveDead("Yes, I")
    const { text, last } = await take(later, caller, request)
    expect({ text, last }).toEqual({ text: "Yes, I", last: { event: "error", status: "interrupted", length: 6, code: "model.timeout" } })
    expect(await money(later, caller)).toEqual(settled(spent, 1))
    expect(world.bedrock.calls).toHaveLength(0)
  })

  test("runs it again if no text is stored", async () => {
    const { request, spent } = await leaveDead("")
    expect((await take(later, caller, request)).last).toMatchObject({ status: "complete" })
    expect(said(await stored(later, caller))).toEqual(["user Are you there?", "assistant complete Hello from the model."])
    expect(await money(later, caller)).toEqual(settled(spent + 4_000, 2))
  })

  test("sends the new run from its first word to a resuming caller: running, joined and replayed", async () => {
    const { request } = await leaveDead("")
    world.bedrock.script({ deltas: ["quite ", "another ", "answer"], delayMs: 300 })
    const holding = { ...request, after: 9 }
    const running = post(later, caller, holding)
    await expect.poll(() => running.text).toContain("quite")
    const joined = take(later, caller, holding)
    const all = [await running.over, await joined, await take(later, caller, holding)]
    expect(all.map(({ text }) => text)).toEqual(Array.from({ length: 3 }, () => "quite another answer"))
    expect(world.bedrock.calls).toHaveLength(1)
  })

  test("sends the new run from its first word to followers of the lost run too", async () => {
    const { request } = await leaveDead("")
    // Between the end of the lost run and the begin of the new one the turn is failed, as a reader at that moment sees.
    const slow = await world.context({ tableName: context.tableName, pace: { ...usualPace, pollMs: 3_000 } })
    const joined = post(slow, caller, { ...request, after: 9 })
    await expect.poll(() => joined.began).toBeDefined()
    world.bedrock.script({ deltas: ["quite ", "another ", "answer"] })
    await take(later, caller, request)
    expect(await joined.over).toMatchObject({ text: "quite another answer", last: { status: "complete" } })
  })

  test("ends it for callers who joined before its lease expired", async () => {
    let offset = 0
    const joiner = await world.context({ tableName: context.tableName, now: () => Date.now() + offset })
    const { request } = await leaveDead("Yes, I")
    const joined = post(joiner, caller, request)
    await expect.poll(() => joined.text).toBe("Yes, I")
    offset = 16_000
    expect((await joined.over).last).toMatchObject({ event: "error", status: "interrupted" })
  })
})

test("the next turn of the conversation ends a dead one first", async () => {
  const { conversationId } = await leaveDead("Yes, I")
  expect((await take(later, caller, ask("Hello?", { conversationId }))).last).toMatchObject({ status: "complete" })
  expect(said(await stored(later, caller))).toEqual([
    "user Are you there?",
    "assistant interrupted Yes, I",
    "user Hello?",
    "assistant complete Hello from the model.",
  ])
})

test("of many concurrent readers of a dead turn, one ends it and its cost is counted once", async () => {
  const dead = await leaveDead("Yes, I")
  const ends = Array.from({ length: 12 }, (_, n) => enders[n % 2]?.[1](dead))
  await Promise.all([...ends, take(later, caller, dead.request)])
  expect(said(await stored(later, caller))).toEqual(["user Are you there?", "assistant interrupted Yes, I"])
  expect(await money(later, caller)).toEqual(settled(dead.spent, 1))
})

describe("a late generator whose turn was ended by another process", () => {
  test("stops its model and overwrites nothing", async () => {
    world.bedrock.script({ deltas: ["late ", "text"], fault: "stall", at: "before-stop" })
    const request = ask("Are you there?")
    const slow = post(context, caller, request)
    await expect.poll(() => textInLog(context, caller), { timeout: 5_000 }).toBe("late text")
    await stopTurn(later, caller.owner, request.turnId)
    const ended = await stored(later, caller)

    expect((await slow.over).last).toMatchObject({ event: "error", code: "store.unavailable" })
    await world.bedrock.calls[0]?.ended
    expect(world.bedrock.calls[0]?.aborted).toBe(true)
    expect(await stored(later, caller)).toEqual(ended)
    expect(await money(later, caller)).toEqual(settled(ended.turns[0]?.reserved.nanoDollars as number, 1))
  })

  test("does not touch the run that took its place", async () => {
    const gates = { old: Promise.withResolvers<void>(), new: Promise.withResolvers<void>() }
    const waiting = (name: keyof typeof gates) => ({ deltas: [name], beforeDelta: () => gates[name].promise })
    world.bedrock.script(waiting("old"), waiting("new"))
    const request = ask("Are you there?")
    const slow = post(context, caller, request)
    await expect.poll(() => world.bedrock.calls.length).toBe(1)
    const first = (await stored(context, caller)).turns[0]?.reserved.nanoDollars as number
    const again = post(later, caller, request)
    await expect.poll(() => world.bedrock.calls.length).toBe(2)
    gates.old.resolve()
    expect((await slow.over).last).toMatchObject({ event: "error", code: "store.unavailable" })
    expect((await stored(later, caller)).turns).toMatchObject([{ status: "streaming" }])
    gates.new.resolve()
    expect(await again.over).toMatchObject({ text: "new", last: { status: "complete" } })
    expect(said(await stored(later, caller))).toEqual(["user Are you there?", "assistant complete new"])
    // Both runs called the model and are charged: the lost one at its upper bound.
    expect(await money(later, caller)).toEqual(settled(first + 20 * 100 + 500, 2))
  })
})

test("expired items count as absent: the turn runs as a new one, the conversation is missing", async () => {
  const request = ask("Long ago")
  const { began } = await take(context, caller, request)
  const conversationId = began?.conversationId as string
  const nextMonth = await world.context({ tableName: context.tableName, now: () => Date.now() + 31 * 86_400_000 })
  expect((await take(nextMonth, caller, ask("And now?", { conversationId }))).refused?.code).toBe("conversation.missing")
  expect((await take(nextMonth, caller, { ...request, conversationId })).refused?.code).toBe("conversation.missing")
  await expect(openConversation(nextMonth, caller.owner, conversationId, page)).rejects.toMatchObject({ code: "conversation.missing" })
  const again = await take(nextMonth, caller, request)
  expect(again.last).toMatchObject({ status: "complete" })
  expect(again.began?.conversationId).not.toBe(conversationId)
  expect(world.bedrock.calls).toHaveLength(2)
})
