import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import type { Caller } from "../../src/context.ts"
import { listConversations } from "../../src/conversation/list.ts"
import { listMessages } from "../../src/conversation/messages.ts"
import { searchConversations } from "../../src/conversation/search.ts"
import { newConversationId, newMessageId, newTurnId } from "../../src/ids.ts"
import { newCaller } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

let world: World
let context: TestContext
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

const seconds = (fromNow: number) => Math.floor(Date.now() / 1_000) + fromNow
const alive = seconds(1_000)
const expired = seconds(-1_000)

async function messagesOf(conversationId: string, expiries: number[]) {
  for (const expiresAt of expiries) {
    await context.store.entities.messages
      .put({
        conversationId,
        messageId: newMessageId(),
        turnId: newTurnId(),
        role: "user",
        content: [{ text: "x" }],
        status: "complete",
        createdAt: "",
        expiresAt,
      })
      .go()
  }
}

async function conversations(expiries: number[]) {
  for (const [index, expiresAt] of expiries.entries()) {
    const time = new Date(1_800_000_000_000 + index * 1_000).toISOString()
    await context.store.entities.conversations
      .put({
        owner: caller.owner,
        conversationId: newConversationId(),
        title: `t${index}`,
        modelId: "m",
        createdAt: time,
        updatedAt: time,
        messageCount: 0,
        lastTurnId: "t",
        expiresAt,
      })
      .go()
  }
}

/** The sizes and the contents of all pages of a list, to its end. */
async function walk<Item>(read: (cursor: string | undefined) => Promise<{ items: Item[]; cursor?: string }>) {
  const sizes: number[] = []
  const all: Item[] = []
  let cursor: string | undefined
  do {
    const page = await read(cursor)
    sizes.push(page.items.length)
    all.push(...page.items)
    cursor = page.cursor
  } while (cursor !== undefined)
  return { sizes, all }
}

const expiries = (...parts: [number, number][]) => parts.flatMap(([count, expiresAt]) => Array.from({ length: count }, () => expiresAt))

describe.each<[string, number[], number[]]>([
  ["nothing", [], [0]],
  ["less than a page", expiries([4, alive]), [4]],
  ["exactly one page", expiries([5, alive]), [5]],
  ["one more than a page", expiries([6, alive]), [5, 1]],
  ["exactly two pages", expiries([10, alive]), [5, 5]],
  ["a page and what has expired", expiries([7, expired], [5, alive]), [5]],
  ["pages with expired ones between them", expiries([3, alive], [20, expired], [4, alive]), [5, 2]],
  ["expired ones alone", expiries([12, expired]), [0]],
])("a list of %s", (_, all, sizes) => {
  const limit = 5

  test("of messages has pages of the requested size, and no cursor at its end", async () => {
    const conversationId = newConversationId()
    await messagesOf(conversationId, all)
    const walked = await walk(async (cursor) => {
      const { messages, ...more } = await listMessages(context.store, conversationId, context.now, { cursor, limit })
      return { items: messages.toReversed().map(({ messageId }) => messageId), ...more }
    })
    expect(walked.sizes).toEqual(sizes)
    expect(walked.all).toEqual(walked.all.toSorted().toReversed())
  })

  test("of conversations has pages of the requested size, and no cursor at its end", async () => {
    await conversations(all)
    const walked = await walk(async (cursor) => {
      const { conversations: page, ...more } = await listConversations(context.store, caller.owner, context.now, { cursor, limit })
      return { items: page.map(({ updatedAt }) => updatedAt), ...more }
    })
    expect(walked.sizes).toEqual(sizes)
    expect(walked.all).toEqual([...new Set(walked.all)].toSorted().toReversed())
  })
})

test("a list of only expired items is not read to its end for one page", async () => {
  const conversationId = newConversationId()
  await messagesOf(conversationId, expiries([1, alive], [30, expired]))
  const page = await listMessages(context.store, conversationId, context.now, { limit: 1 })
  expect(page.messages).toEqual([])
  expect(page.cursor).toBeDefined()
  expect(world.dynamo.count("Query")).toBe(10)
})

test("a search of exactly one page of conversations is complete", async () => {
  await conversations(expiries([25, alive]))
  expect(await searchConversations(context.store, caller.owner, "t24", context.now)).toMatchObject({
    results: [{ title: "t24" }],
    complete: true,
  })
})
