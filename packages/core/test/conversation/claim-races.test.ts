import type { DynamoCall } from "@parley/testing/dynamodb/dynamo-proxy.ts"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import type { Caller } from "../../src/context.ts"
import { changeConversation } from "../../src/conversation/change.ts"
import { claimConversations } from "../../src/conversation/claim.ts"
import { deleteConversation } from "../../src/conversation/delete.ts"
import type { Turn } from "../../src/entities/turn.ts"
import { money, said, stored } from "../support/stored.ts"
import { ask, newCaller, post, take, takeWell } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

const exchange = ["user Hi", "assistant complete Hello from the model."]
const nothing = { turns: [], conversations: [], messages: [] }
const whole = { adopted: 1, busy: 0, left: false }

let world: World
/** A process whose calls the test breaks, and another process of the same stage. */
let context: TestContext
let other: TestContext
let visitor: Caller
let person: Caller
let conversationId: string
beforeAll(async () => {
  world = await startWorld()
})
beforeEach(async () => {
  const own = await world.context({ maxAttempts: 2 })
  context = own
  other = await world.context({ direct: true, tableName: own.tableName })
  visitor = newCaller()
  person = newCaller()
  conversationId = (await takeWell(other, visitor, ask("Hi"))).conversationId
})
afterEach(() => world.reset())
afterAll(() => world.close())

const byId = (one: Turn, two: Turn) => (one.turnId < two.turnId ? -1 : 1)
const adopt = (by: TestContext) => claimConversations(by, visitor.owner, person.owner)

test("a late deletion changes nothing of the new owner", async () => {
  world.dynamo.rule({ operation: "UpdateItem", before: () => adopt(other) })
  await deleteConversation(context.store, visitor.owner, conversationId, Date.now)
  expect(said(await stored(other, person))).toEqual(exchange)
  expect((await stored(other, person)).turns).toHaveLength(1)
})

test("a concurrent title change is kept: the next call claims the conversation", async () => {
  const rename = () => changeConversation(other, visitor.owner, conversationId, { title: "Renamed" })
  world.dynamo.rule({ operation: "TransactWriteItems", before: rename })
  expect(await adopt(context)).toEqual({ adopted: 0, busy: 1, left: false })
  expect((await stored(other, person)).conversations).toEqual([])
  expect(await adopt(context)).toEqual(whole)
  expect((await stored(other, person)).conversations).toMatchObject([{ title: "Renamed" }])
})

test("a turn that began in between leaves the conversation with its owner", async () => {
  const more = () => takeWell(other, visitor, ask("More", { conversationId }))
  world.dynamo.rule({ operation: "TransactWriteItems", before: more })
  expect(await adopt(context)).toEqual({ adopted: 0, busy: 1, left: false })
  expect(said(await stored(other, visitor))).toHaveLength(4)
  expect(await adopt(context)).toEqual(whole)
  expect((await stored(other, person)).turns).toHaveLength(2)
})

test("a turn that the visitor repeats meanwhile under the same turnId stays the visitor's", async () => {
  const request = ask("Hi again")
  const first = await takeWell(other, visitor, request)
  let again = first
  world.dynamo.rule({
    operation: "DeleteItem",
    when: ({ body }) => JSON.stringify(body.Key).includes(request.turnId),
    before: async () => {
      await adopt(other)
      again = await takeWell(other, visitor, request)
    },
  })
  await adopt(context)
  expect(again.conversationId).not.toBe(first.conversationId)
  expect((await stored(other, visitor)).turns).toMatchObject([{ conversationId: again.conversationId }])
  expect((await stored(other, person)).conversations).toHaveLength(2)
})

test.each(["reply lost", "conflict"] as const)("%s: the transaction is retried and takes effect once", async (fault) => {
  world.dynamo.rule({ operation: "TransactWriteItems", fault })
  expect(await adopt(context)).toEqual(whole)
  expect(said(await stored(other, person))).toEqual(exchange)
  expect(await stored(other, visitor)).toEqual(nothing)
})

test.each(["TransactWriteItems", "DeleteItem"] as const)(
  "a claim interrupted at its first %s is completed by the next call",
  async (operation) => {
    world.dynamo.rule({ operation, times: 100, fault: "request lost" })
    await expect(adopt(context)).rejects.toThrow()
    const owners = [visitor, person].map(async (caller) => (await stored(other, caller)).conversations.length)
    expect((await Promise.all(owners)).toSorted()).toEqual([0, 1])
    world.dynamo.reset()
    await adopt(context)
    expect(said(await stored(other, person))).toEqual(exchange)
    expect((await stored(other, person)).turns).toHaveLength(1)
    expect(await stored(other, visitor)).toEqual(nothing)
  },
)

describe("an earlier failed turn", () => {
  const request = ask("Hi again")
  beforeEach(async () => {
    world.bedrock.script({ fault: "ValidationException" })
    expect((await take(other, visitor, request)).last).toMatchObject({ status: "failed" })
  })
  const again = () => takeWell(other, visitor, request)

  /** The new owner's turns equal the visitor's last ones, so that another POST replays the answer without a model call. */
  async function expectReplay(last: Turn[]) {
    expect((await stored(other, person)).turns).toEqual(last.map((turn) => ({ ...turn, owner: person.owner })))
    const calls = world.bedrock.calls.length
    expect(await take(other, person, request)).toMatchObject({ text: "Hello from the model.", last: { status: "complete" } })
    expect(world.bedrock.calls).toHaveLength(calls)
    expect(await stored(other, visitor)).toEqual(nothing)
  }

  test("is claimed in its last state, although an interrupted claim had copied it before", async () => {
    for (const turn of (await stored(other, visitor)).turns) await other.store.entities.turns.put({ ...turn, owner: person.owner }).go()
    await again()
    const { turns } = await stored(other, visitor)
    expect(await adopt(context)).toMatchObject({ adopted: 2, busy: 0 })
    await expectReplay(turns)
  })

  test("is claimed by the next call if it restarts just before its conversation changes owner", async () => {
    const isIts = ({ body }: DynamoCall) => JSON.stringify(body).includes(request.turnId)
    world.dynamo.rule({ operation: "TransactWriteItems", when: isIts, before: again })
    expect(await adopt(context)).toMatchObject({ adopted: 1, busy: 1 })
    const left = (await stored(other, visitor)).turns
    expect(left).toMatchObject([{ turnId: request.turnId, status: "complete" }])
    const { turns } = await stored(other, person)
    expect(await adopt(context)).toMatchObject({ adopted: 1, busy: 0 })
    await expectReplay([...turns.filter(({ turnId }) => turnId !== request.turnId), ...left].toSorted(byId))
  })

  test("is not overwritten by a late claim after the new owner restarted it", async () => {
    world.dynamo.rule({
      operation: "TransactWriteItems",
      before: async () => {
        await adopt(other)
        await takeWell(other, person, request)
      },
    })
    await adopt(context)
    const { turns } = await stored(other, person)
    expect(turns.find(({ turnId }) => turnId === request.turnId)).toMatchObject({ status: "complete", begunAgain: true })
    await expectReplay(turns)
  })
})

/** Adds failed turns to the conversation. */
async function lengthen(count: number): Promise<Turn> {
  const [first = expect.fail("none")] = (await stored(other, visitor)).turns
  const more = Array.from({ length: count }, (_, index) => ({ ...first, turnId: `trn_${index}`, status: "failed" as const }))
  await other.store.entities.turns.put(more).go()
  return first
}

test.each([0, 150])(
  "a turn that begins after %i others while they are read is neither copied nor charged to the signed-in user",
  async (count) => {
    await lengthen(count)
    const gate = Promise.withResolvers<void>()
    world.bedrock.script({ beforeDelta: () => gate.promise })
    let late: ReturnType<typeof post> | undefined
    const begin = async () => {
      late = post(other, visitor, ask("More", { conversationId }))
      await expect.poll(() => late?.began).toBeDefined()
    }
    world.dynamo.rule({ operation: "Query", after: begin })
    expect(await adopt(context)).toEqual({ adopted: 0, busy: 1, left: false })
    expect((await stored(other, person)).turns).toEqual([])
    gate.resolve()
    await late?.over
    const { turns } = await stored(other, visitor)
    expect(await adopt(context)).toEqual(whole)
    expect((await stored(other, person)).turns).toEqual(turns.map((turn) => ({ ...turn, owner: person.owner })))
    expect((await money(other, person)).visitor).toEqual({ committed: 0, spent: 0, turns: 0 })
  },
)

test.each([1, 2])(
  "a conversation with more turns than a transaction holds, interrupted at write %i, is claimed by the next call",
  async (nth) => {
    const { turns } = other.store.entities
    const first = await lengthen(150)
    // The new owner already has a turn with one of the ids in another conversation.
    const own = { ...first, owner: person.owner, turnId: "trn_7", conversationId: "cnv_own" }
    await turns.put(own).go()
    world.dynamo.rule({ operation: "TransactWriteItems", nth, times: 100, fault: "request lost" })
    await expect(adopt(context)).rejects.toThrow()
    expect((await stored(other, visitor)).conversations).toHaveLength(1)
    world.dynamo.reset()
    await turns.patch({ owner: visitor.owner, turnId: "trn_0" }).set({ status: "complete", runId: "run_again" }).go()
    const last = (await stored(other, visitor)).turns
    expect(await adopt(context)).toEqual(whole)
    const expected = last.map((turn) => (turn.turnId === own.turnId ? own : { ...turn, owner: person.owner }))
    expect((await stored(other, person)).turns).toEqual(expected)
    expect(await stored(other, visitor)).toEqual(nothing)
  },
)
