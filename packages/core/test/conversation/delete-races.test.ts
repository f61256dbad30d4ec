import { setTimeout as wait } from "node:timers/promises"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"
import type { Caller } from "../../src/context.ts"
import { deleteAllConversations, deleteConversation } from "../../src/conversation/delete.ts"
import { listConversations } from "../../src/conversation/list.ts"
import { searchConversations } from "../../src/conversation/search.ts"
import { stored } from "../support/stored.ts"
import { ask, newCaller, takeWell } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

const nothing = { turns: [], conversations: [], messages: [] }

let world: World
/** A process whose calls the test breaks, and another process of the same stage. */
let context: TestContext
let other: TestContext
let caller: Caller
let conversationId: string
let kept: string
beforeAll(async () => {
  world = await startWorld()
})
beforeEach(async () => {
  const own = await world.context({ maxAttempts: 1 })
  context = own
  other = await world.context({ direct: true, tableName: own.tableName })
  caller = newCaller()
  conversationId = (await takeWell(other, caller, ask("Hi"))).conversationId
  kept = (await takeWell(other, caller, ask("Hi too"))).conversationId
})
afterEach(() => world.reset())
afterAll(() => world.close())

const remove = () => deleteConversation(other.store, caller.owner, conversationId, Date.now)
const list = async ({ store }: TestContext, now = Date.now) =>
  (await listConversations(store, caller.owner, now, { limit: 10 })).conversations
const search = async ({ store }: TestContext) => (await searchConversations(store, caller.owner, "Hi", Date.now)).results

/** The items that a deletion leaves that was interrupted long ago. */
const cutShort = () =>
  other.store.entities.conversations.patch({ owner: caller.owner, conversationId }).set({ deletedAt: "2026-01-01T00:00:00.000Z" }).go()

test("deleting all conversations continues after a concurrent deletion of one", async () => {
  world.dynamo.rule({ operation: "Query", after: remove })
  await deleteAllConversations(context.store, caller.owner, Date.now)
  expect(await stored(other, caller)).toEqual(nothing)
})

test("deleting all conversations processes eight at a time, over any number of pages", async () => {
  const [conversation = expect.fail("none")] = (await stored(other, caller)).conversations
  const copies = Array.from({ length: 110 }, (_, index) => ({ ...conversation, conversationId: `cnv_${index}` }))
  await other.store.entities.conversations.put(copies).go()
  let running = 0
  let most = 0
  const begin = async () => {
    most = Math.max(most, ++running)
    await wait(10)
  }
  world.dynamo.rule({ operation: "UpdateItem", times: 1_000, before: begin })
  world.dynamo.rule({
    operation: "DeleteItem",
    times: 1_000,
    when: ({ body }) => JSON.stringify(body.Key).includes("conversation_1"),
    after: () => running--,
  })
  await deleteAllConversations(context.store, caller.owner, Date.now)
  expect([most, running]).toEqual([8, 0])
  expect(await stored(other, caller)).toEqual(nothing)
})

test.each([
  ["list", (by: TestContext) => list(by)],
  ["search", search],
])("a %s finishes a deletion that was cut short", async (_, look) => {
  await cutShort()
  expect(await look(context)).toMatchObject([{ conversationId: kept }])
  expect((await stored(other, caller)).conversations).toMatchObject([{ conversationId: kept }])
})

test.each([
  ["list", (by: TestContext) => list(by)],
  ["search", search],
])("a %s that meets such a deletion answers although another was faster to finish it", async (_, look) => {
  await cutShort()
  world.dynamo.rule({ operation: "Query", after: () => list(other) })
  expect(await look(context)).toMatchObject([{ conversationId: kept }])
})

test.each(["UpdateItem", "DeleteItem"] as const)("a list succeeds although its completion of a deletion fails at %s", async (operation) => {
  await cutShort()
  world.dynamo.rule({ operation, fault: "internal", times: 100 })
  expect(await list(context)).toMatchObject([{ conversationId: kept }])
  world.dynamo.reset()
  await list(context, () => Date.now() + 120_000)
  expect((await stored(other, caller)).conversations).toMatchObject([{ conversationId: kept }])
})
