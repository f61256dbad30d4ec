import { describeOnBothDatabases } from "@parley/testing/dynamodb/both-databases.ts"
import type { DynamoCall } from "@parley/testing/dynamodb/dynamo-proxy.ts"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"
import { isoTime } from "../../src/clock.ts"
import type { Caller } from "../../src/context.ts"
import { deleteConversation } from "../../src/conversation/delete.ts"
import { openConversation } from "../../src/conversation/open.ts"
import type { Turn } from "../../src/entities/turn.ts"
import { beginTurn } from "../../src/turn/begin.ts"
import { append, maxPartBytes, partOf, readParts } from "../../src/turn/log.ts"
import { readTurn } from "../../src/turn/read.ts"
import { recoverIfDead } from "../../src/turn/recover.ts"
import { stopTurn } from "../../src/turn/stop.ts"
import { isBeat, logText, partsOf, textInLog } from "../support/log.ts"
import { said, stored } from "../support/stored.ts"
import { ask, newCaller, post, take } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

const page = { limit: 50 }
/** Characters of the JSON of a part, at least. */
const partWithoutEvents = 300

describeOnBothDatabases("on", (kind) => {
  let world: World
  let context: TestContext & { tableName: string }
  let caller: Caller
  beforeAll(async () => {
    world = await startWorld(kind)
  })
  beforeEach(async () => {
    context = await world.context()
    caller = newCaller()
  })
  afterEach(() => world.reset())
  afterAll(() => world.close())

  async function begin(): Promise<Turn> {
    return (await beginTurn(context, caller, ask("Count"), Date.now() + 60_000)).turn
  }
  const part = (turn: Turn, seq: number, kindOf: "events" | "stop" | "seal" = "events") =>
    partOf(turn, { seq, kind: kindOf, leaseUntil: isoTime(Date.now()) }, Date.now())
  const later = () => world.context({ tableName: context.tableName, now: () => Date.now() + 16_000 })

  test("a number is written once: the second write returns what is there", async () => {
    const turn = await begin()
    expect(await append(context, part(turn, 1))).toBeUndefined()
    const [there] = await partsOf(context, turn.conversationId)
    expect(there).toMatchObject({ seq: 1, kind: "events" })
    expect(await append(context, part(turn, 1, "stop"))).toEqual(there)
    expect(await partsOf(context, turn.conversationId)).toEqual([there])
  })

  test("a read ends with its run, and before a missing number", async () => {
    const turn = await begin()
    for (const seq of [1, 2, 3, 5]) await append(context, part(turn, seq))
    await append(context, part({ ...turn, runId: "99999999" }, 4))
    await append(context, part({ ...turn, turnId: `${turn.turnId}Z` }, 4))
    expect((await readParts(context.store, turn)).map(({ seq }) => seq)).toEqual([1, 2, 3])
    expect((await readParts(context.store, turn, 2)).map(({ seq }) => seq)).toEqual([3])
    expect(await readParts(context.store, turn, 3)).toEqual([])
  })

  test("recovery is refused as a whole when the generator has appended meanwhile", async () => {
    const turn = await begin()
    await logText(context, turn, "one ")
    const recovering = await later()
    const alive = async () => {
      const lease = isoTime(Date.now() + 30_000)
      await append(context, partOf(turn, { seq: 2, kind: "events", leaseUntil: lease }, Date.now()))
    }
    world.dynamo.rule({ operation: "TransactWriteItems", before: alive })
    await recoverIfDead(recovering, turn)
    const kept = await stored(context, caller)
    expect(kept.turns).toMatchObject([{ status: "streaming" }])
    expect(said(kept)).toEqual(["user Count"])
    expect(kept.conversations[0]?.running).toEqual([turn.turnId])
    expect(await recoverIfDead(recovering, turn)).toBe(false)
  })

  test("after a recovery, a late part finds its number taken, and no text is left in the log", async () => {
    const turn = await begin()
    await logText(context, turn, "one ")
    await recoverIfDead(await later(), turn)
    expect(said(await stored(context, caller))).toEqual(["user Count", "assistant interrupted one "])
    for (const seq of [1, 2]) expect(await append(context, part(turn, seq))).toMatchObject({ kind: "seal" })
    for (const { kind: left, expiresAt } of await partsOf(context, turn.conversationId)) {
      expect(left).toBe("seal")
      expect(expiresAt).toBeLessThan(Date.now() / 1_000 + 3 * 3_600)
    }
  })

  test("a stop that the generator meets costs no text: its events follow under the next number", async () => {
    world.bedrock.script({ deltas: ["one ", "two"], fault: "stall", at: "before-stop" })
    const request = ask("Count")
    const turn = post(context, caller, request)
    await expect.poll(() => turn.began).toBeDefined()
    await stopTurn(context, caller.owner, request.turnId)
    expect((await turn.over).last).toEqual({ event: "done", status: "stopped", length: 7 })
    expect(said(await stored(context, caller))).toEqual(["user Count", "assistant stopped one two"])
  })

  test("a part whose first arrival is after the end of its turn changes nothing: a seal has its number", async () => {
    const gate = Promise.withResolvers<void>()
    const arrived = Promise.withResolvers<void>()
    const applied = Promise.withResolvers<void>()
    world.bedrock.script({ deltas: ["one ", "two"], beforeDelta: (index) => (index === 1 ? arrived.promise : undefined) })
    const hang = () => {
      arrived.resolve()
      return gate.promise
    }
    world.dynamo.rule({ operation: "PutItem", when: isBeat, before: hang, after: () => applied.resolve() })
    const { last, began } = await take(context, caller, ask("Count"))
    expect(last).toMatchObject({ event: "done", status: "complete" })
    gate.resolve()
    await applied.promise
    const left = await partsOf(context, began?.conversationId as string)
    expect(left.map(({ seq, kind: of }) => [seq, of])).toEqual([[1, "seal"]])
  })

  test("a deletion seals the log of a running turn: its generator stops, and no text stays behind", async () => {
    world.bedrock.script({ deltas: ["one "], fault: "stall", at: "before-stop" })
    const turn = post(context, caller, ask("Count"))
    await expect.poll(() => textInLog(context, caller), { timeout: 10_000 }).toBe("one ")
    const conversationId = turn.began?.conversationId as string
    await deleteConversation(context.store, caller.owner, conversationId, Date.now)
    expect((await turn.over).last).toMatchObject({ event: "error", code: "conversation.missing" })
    expect(world.bedrock.calls[0]?.aborted).toBe(true)
    const left = await partsOf(context, conversationId)
    expect(left.length).toBeGreaterThan(0)
    for (const { kind: of, events, expiresAt } of left) {
      expect([of, events]).toEqual(["seal", undefined])
      expect(expiresAt).toBeLessThan(Date.now() / 1_000 + 2 * 3_600)
    }
  })

  test("events that wait behind failed heartbeats follow in parts of at most 64 KB", async () => {
    context = await world.context({ maxAttempts: 1 })
    const piece = "é".repeat(20_000)
    const gate = Promise.withResolvers<void>()
    const deltas = Array.from({ length: 5 }, () => piece)
    world.bedrock.script({ deltas: [...deltas, "end"], beforeDelta: (index) => (index === 5 ? gate.promise : undefined) })
    world.dynamo.rule({ operation: "PutItem", when: isBeat, fault: "internal" })
    const turn = post(context, caller, ask("Count"))
    await expect.poll(() => textInLog(context, caller), { timeout: 10_000 }).toBe(deltas.join(""))
    const parts = await partsOf(context, turn.began?.conversationId as string)
    expect(parts.length).toBeGreaterThan(3)
    for (const { events = "" } of parts) expect(Buffer.byteLength(events)).toBeLessThanOrEqual(maxPartBytes)
    gate.resolve()
    expect((await turn.over).last).toMatchObject({ event: "done", status: "complete" })
    expect(await partsOf(context, turn.began?.conversationId as string)).toEqual([])
  })

  test("the log costs the same for each heartbeat, whatever the length of the answer; the turn is not written", async () => {
    const fast = await world.context({ pace: { heartbeatMs: 100, leaseMs: 15_000, pollMs: 50 } })
    world.bedrock.script({ deltas: Array.from({ length: 60 }, () => "x".repeat(1_000)), delayMs: 30 })
    await take(fast, caller, ask("Count"))
    const beats = world.dynamo.calls.filter(isBeat).map(({ body }) => JSON.stringify(body.Item).length)
    expect(beats.length).toBeGreaterThan(2)
    const events = beats.reduce((sum, size) => sum + size - partWithoutEvents, 0)
    // Far from the sum of rewrites, and room for a write that the SDK repeats.
    expect(events).toBeLessThan(2 * 60_000)
    const isOfTurn = ({ body }: DynamoCall) => JSON.stringify(body.Key ?? {}).includes("turn_1")
    expect(world.dynamo.calls.filter((call) => call.operation === "UpdateItem" && isOfTurn(call))).toEqual([])
  })

  test("a turn of a version without a log keeps text, lease and stop flag in its item", async () => {
    const turn = await begin()
    const { owner, turnId, conversationId } = turn
    const { turns } = context.store.entities
    const beat = (text: string, leaseUntil: string) =>
      turns.patch({ owner, turnId }).set({ text, leaseUntil }).remove(["firstLeaseUntil"]).go({ response: "all_new" })
    await beat("one ", isoTime(Date.now() + 15_000))
    expect((await openConversation(context, owner, conversationId, page)).turn).toMatchObject({ text: "one " })
    await stopTurn(context, owner, turnId)
    expect((await beat("one two", isoTime(Date.now() + 15_000))).data.stopRequested).toBe(true)
    expect(await partsOf(context, conversationId)).toEqual([])
    const recovering = await later()
    expect(await recoverIfDead(recovering, (await readTurn(context.store, owner, turnId)) as Turn)).toBe(true)
    expect(said(await stored(context, caller))).toEqual(["user Count", "assistant interrupted one two"])
  })

  test("a version without a log does not end a running turn before its function has ended", async () => {
    const deadline = Date.now() + 60_000
    const { turn } = await beginTurn(context, caller, ask("Count"), deadline)
    expect(turn.leaseUntil).toBe(isoTime(deadline))
  })
})
