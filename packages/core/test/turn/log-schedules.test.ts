import { randomUUID } from "node:crypto"
import { setTimeout as wait } from "node:timers/promises"
import type { Block } from "@parley/api/block.ts"
import { modelFrames, wireFrames, written } from "@parley/testing/answers/writing.ts"
import { playMany } from "@parley/testing/cases/many-cases.ts"
import { caseCount } from "@parley/testing/cases/test-set.ts"
import { describeOnBothDatabases } from "@parley/testing/dynamodb/both-databases.ts"
import type { DynamoCall } from "@parley/testing/dynamodb/dynamo-call.ts"
import fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"
import { publicBlocks, storedText } from "../../src/blocks/stored.ts"
import type { Caller } from "../../src/context.ts"
import { deleteConversation } from "../../src/conversation/delete.ts"
import { openConversation } from "../../src/conversation/open.ts"
import type { Turn } from "../../src/entities/turn.ts"
import { type LogEvent, nothingLogged, withParts } from "../../src/turn/log-events.ts"
import { readTurn } from "../../src/turn/read.ts"
import { recoverIfDead } from "../../src/turn/recover.ts"
import { stopTurn } from "../../src/turn/stop.ts"
import { hasVisibleText } from "../../src/visible-text.ts"
import { answerByQuestion } from "../support/answers.ts"
import { isBeat, partsOf } from "../support/log.ts"
import { money, type Stored, stored } from "../support/stored.ts"
import { ask, newCaller, post, take } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

/** Some hundredths of the usual times: a lease expires within a test, also because the machine is busy. */
const pace = { heartbeatMs: 40, leaseMs: 400, pollMs: 50 }

/** Trouble of one heartbeat: a pause before it arrives, which may outlast the lease, a lost reply, a duplicate, a first arrival after a second one. */
const trouble = fc.record({
  nth: fc.integer({ min: 1, max: 12 }),
  kind: fc.constantFrom("pause", "reply lost", "duplicate", "late"),
  ms: fc.oneof({ weight: 1, arbitrary: fc.nat({ max: 60 }) }, { weight: 1, arbitrary: fc.integer({ min: 450, max: 900 }) }),
})
const moment = fc.integer({ min: 5, max: 900 })
const schedule = fc.record({
  frames: modelFrames(6, 12).filter((frames) => hasVisibleText(storedText(written(frames).blocks))),
  /** The caller's connection is cut after so many events: it comes back at the end. */
  cutAfter: fc.nat(30),
  delayMs: fc.integer({ min: 15, max: 50 }),
  troubles: fc.array(trouble, { maxLength: 4 }),
  follows: fc.array(moment, { maxLength: 2 }),
  recoveries: fc.array(fc.integer({ min: 5, max: 1_500 }), { maxLength: 5 }),
  stops: fc.array(moment, { maxLength: 2 }),
  deletion: fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: moment }),
})
type Schedule = typeof schedule extends fc.Arbitrary<infer T> ? T : never

describeOnBothDatabases("on", (kind) => {
  const [count, atOnce] = kind === "fast" ? [caseCount(40, 600), 6] : [caseCount(8, 200), 4]
  let world: World
  let context: TestContext & { tableName: string }
  let answers: ReturnType<typeof answerByQuestion>
  const seen = { ended: 0, recovered: 0, stopped: 0, deleted: 0, refused: 0 }
  beforeAll(async () => {
    world = await startWorld(kind)
    context = await world.context({ pace, silenceMs: 120_000 })
    answers = answerByQuestion(world.bedrock)
  })
  afterAll(() => world.close())

  test(`${count} schedules of a log with pauses beyond the lease, duplicates, lost replies, stops, recoveries, deletions and followers: no reader of any kind of block holds what the message lacks, and the message is all parts before the seal`, async () => {
    await playMany(schedule, { count, atOnce }, playOne)
    // Each kind of end was met, if there are enough schedules.
    if (kind === "fast") expect(Object.entries(seen).filter(([, times]) => times === 0)).toEqual([])
  }, 900_000)

  async function playOne({ frames, cutAfter, delayMs, troubles, follows, recoveries, stops, deletion }: Schedule) {
    const caller = newCaller()
    const question = `Question ${randomUUID()}`
    const whole = storedText(written(frames).blocks)
    answers.set(question, { frames: wireFrames(frames), delayMs })
    const request = ask(question)
    const { turnId } = request
    const isOurs = ({ body: { Item, TransactItems } }: DynamoCall) =>
      Item ? (Item as StoredPart).turnId?.S === turnId : TransactItems !== undefined && JSON.stringify(TransactItems).includes(turnId)
    for (const { nth, kind: what, ms } of troubles) {
      world.dynamo.rule({
        operation: "PutItem",
        nth,
        when: (call) => isBeat(call) && isOurs(call),
        ...(what === "pause" && { before: () => wait(ms) }),
        ...(what === "reply lost" && { fault: "reply lost" }),
        ...(what === "duplicate" && { againAfterMs: ms }),
        ...(what === "late" && { fault: "request late", lateMs: ms }),
      })
    }
    let cut: { id: string | undefined; blocks: Block[] } = { id: undefined, blocks: [] }
    const first = post(context, caller, request, {
      onEvent: () => {
        if (first.events.length < cutAfter) cut = { id: first.id, blocks: [...first.blocks] }
      },
    })
    await expect.poll(() => first.began, { interval: 10, timeout: 20_000 }).toBeDefined()
    const { conversationId = "" } = first.began ?? {}
    const at = (moments: number[], run: () => Promise<unknown>) => moments.map((ms) => wait(ms).then(run))
    const following = follows.map((ms) => wait(ms).then(() => take(context, caller, { ...request, conversationId })))
    const acting = [
      ...at(recoveries, () => recover(caller, turnId)),
      ...at(stops, () => stopTurn(context, caller.owner, turnId).catch(missing)),
      ...at(deletion === undefined ? [] : [deletion], () =>
        deleteConversation(context.store, caller.owner, conversationId, Date.now).catch(missing),
      ),
    ]
    const heard = await first.over
    await Promise.all(acting)
    const joined = await Promise.all(following)
    // The next reader ends a turn whose generator is gone.
    await expect.poll(() => recover(caller, turnId), { interval: 20, timeout: 20_000 }).toBeUndefined()
    await wait(Math.max(0, ...troubles.map(({ ms }) => ms)) + 100)

    const calls = world.dynamo.calls.filter(isOurs)
    const kept = await stored(context, caller)
    // What arrives after its turn has ended by itself and was deleted stays until it expires.
    const isLate = troubles.some(({ kind: what }) => what === "duplicate" || what === "late")
    if (deletion !== undefined && !isLate) {
      expect((await partsOf(context, conversationId)).filter((part) => part.kind === "events")).toEqual([])
    }
    if (deletion !== undefined) return void expectDeleted(kept)

    const message = kept.messages.find(({ role }) => role === "assistant")
    const text = storedText(message?.content ?? [])
    expect(kept.messages).toHaveLength(2)
    // The half of a pair at which an answer was cut is stored as U+FFFD.
    expect(whole.startsWith(text.replace(/\ufffd$/, ""))).toBe(true)
    if (message?.status === "complete") expect(text).toBe(whole)
    const blocks = publicBlocks(message?.content ?? [])
    // A POST that found the turn failed has run it again. Like the first caller, it may be ahead of the log, and hears that its answer was not stored.
    const followers = joined.filter(({ refused, last }) => refused === undefined && last?.code !== "store.unavailable")
    for (const reader of followers) expect(text.startsWith(reader.text)).toBe(true)
    for (const reader of [heard, ...joined]) if (reader.last?.event === "done") expect(reader.blocks).toEqual(blocks)
    const after = cut.id === undefined ? {} : { after: cut.id }
    if (message?.status !== "failed") {
      const back = await take(context, caller, { ...request, conversationId, ...after }, { holding: cut.blocks })
      expect({ blocks: back.blocks, length: back.last?.length }).toEqual({ blocks, length: text.length })
    }
    const { visitor } = await money(context, caller)
    expect(visitor.committed).toBe(visitor.spent)

    const sealed = sealOf(calls)
    if (message?.status === "interrupted" && message.error?.code === "model.timeout" && sealed) {
      expect(textOfParts(calls, sealed)).toBe(text)
      seen.recovered++
    }
    if (message?.status === "complete") seen.ended++
    if (message?.stopReason === "stop_requested") seen.stopped++
    if (heard.last?.code === "store.unavailable") seen.refused++
  }

  function expectDeleted(kept: Stored) {
    expect(kept).toEqual({ turns: [], conversations: [], messages: [] })
    seen.deleted++
  }

  /** @returns the turn, while it runs */
  async function recover({ owner }: Caller, turnId: string): Promise<Turn | undefined> {
    const turn = await readTurn(context.store, owner, turnId)
    if (turn?.status !== "streaming") return undefined
    await recoverIfDead(context, turn)
    await openConversation(context, owner, turn.conversationId, { limit: 50 }).catch(missing)
    return turn
  }
})

const missing = ({ code }: { code?: string }) => expect(code).toMatch(/missing$/)

type StoredPart = { turnId?: { S: string }; kind?: { S: string }; run: { S: string }; seq: { N: string }; events?: { S: string } }
type Transacted = { Put?: { Item: StoredPart } }

/** The seal of the transaction that ended a turn. */
function sealOf(calls: DynamoCall[]): StoredPart | undefined {
  const ends = calls.filter(({ operation, replyStatus }) => operation === "TransactWriteItems" && replyStatus === 200)
  const puts = ends.flatMap(({ body }) => (body.TransactItems as Transacted[]).flatMap(({ Put }) => (Put ? [Put.Item] : [])))
  return puts.find(({ kind }) => kind?.S === "seal")
}

/** The text of all parts that the table took below a seal. */
function textOfParts(calls: DynamoCall[], seal: StoredPart): string {
  const items = calls
    .filter((call) => isBeat(call) && call.replyStatus === 200)
    .map(({ body }) => body.Item as StoredPart)
    .filter(({ run, seq }) => run.S === seal.run.S && Number(seq.N) < Number(seal.seq.N))
    .toSorted((one, other) => Number(one.seq.N) - Number(other.seq.N))
  const events = items.flatMap((item) => JSON.parse(item.events?.S ?? "[]") as LogEvent[])
  return storedText(withParts(nothingLogged, [{ kind: "events", events: JSON.stringify(events) } as never]).blocks)
}
