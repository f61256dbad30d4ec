import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"
import { adoptConversations } from "../../src/conversation/adopt.ts"
import { deleteConversation } from "../../src/conversation/delete.ts"
import { renameConversation } from "../../src/conversation/rename.ts"
import type { Caller } from "../../src/turn/context.ts"
import { said, stored } from "../support/stored.ts"
import { ask, newCaller, takeWell } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

const exchange = ["user Hi", "assistant complete Hello from the model."]
const nothing = { turns: [], conversations: [], messages: [] }
const whole = { adopted: 1, busy: 0, left: false }

let world: World
/** A process whose calls the test breaks, and another one of the same stage. */
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

const adopt = (by: TestContext) => adoptConversations(by, visitor.owner, person.owner)

test("a deletion that comes too late touches nothing of the person", async () => {
  world.dynamo.rule({ operation: "UpdateItem", before: () => adopt(other) })
  await deleteConversation(context.store, visitor.owner, conversationId, Date.now)
  expect(said(await stored(other, person))).toEqual(exchange)
  expect((await stored(other, person)).turns).toHaveLength(1)
})

test("a title that was changed meanwhile is not lost: the conversation goes with the next call", async () => {
  const rename = () => renameConversation(other.store, visitor.owner, conversationId, "Renamed", Date.now)
  world.dynamo.rule({ operation: "TransactWriteItems", before: rename })
  expect(await adopt(context)).toEqual({ adopted: 0, busy: 1, left: false })
  expect((await stored(other, person)).conversations).toEqual([])
  expect(await adopt(context)).toEqual(whole)
  expect((await stored(other, person)).conversations).toMatchObject([{ title: "Renamed" }])
})

test("a turn that was taken meanwhile keeps the conversation where it is", async () => {
  const more = () => takeWell(other, visitor, ask("More", { conversationId }))
  world.dynamo.rule({ operation: "TransactWriteItems", before: more })
  expect(await adopt(context)).toEqual({ adopted: 0, busy: 1, left: false })
  expect(said(await stored(other, visitor))).toHaveLength(4)
  expect(await adopt(context)).toEqual(whole)
  expect((await stored(other, person)).turns).toHaveLength(2)
})

test("what the visitor asks again meanwhile by the same turnId stays theirs", async () => {
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

test.each(["reply lost", "conflict"] as const)("%s: the transaction is repeated and takes effect once", async (fault) => {
  world.dynamo.rule({ operation: "TransactWriteItems", fault })
  expect(await adopt(context)).toEqual(whole)
  expect(said(await stored(other, person))).toEqual(exchange)
  expect(await stored(other, visitor)).toEqual(nothing)
})

test.each(["PutItem", "TransactWriteItems", "DeleteItem"] as const)(
  "cut short at its first %s, the next call ends it",
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
