import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import type { Caller } from "../../src/context.ts"
import { listConversations } from "../../src/conversation/list.ts"
import { openConversation } from "../../src/conversation/open.ts"
import { searchConversations } from "../../src/conversation/search.ts"
import { root } from "../../src/entities/node.ts"
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

/** A conversation whose turns are questions without answers, as items that expire like this. */
async function questionsOf(conversationId: string, expiries: number[]) {
  const { messages, nodes, conversations } = context.store.entities
  let parentTurnId: string = root
  for (const expiresAt of expiries) {
    const [turnId, userMessageId, messageId] = [newTurnId(), newMessageId(), newMessageId()]
    const own = { conversationId, turnId, parentTurnId, expiresAt }
    const message = { ...own, status: "complete" as const, createdAt: "" }
    await nodes.put({ ...own, userMessageId, messageId }).go()
    await messages.put({ ...message, messageId: userMessageId, role: "user", content: [{ text: "x" }] }).go()
    await messages.put({ ...message, messageId, role: "assistant", content: [{ text: "y" }] }).go()
    parentTurnId = turnId
  }
  const time = new Date().toISOString()
  const conversation = { owner: caller.owner, conversationId, title: "t", modelId: "m", createdAt: time, updatedAt: time, messageCount: 0 }
  await conversations.put({ ...conversation, lastTurnId: parentTurnId, hasTree: true, firstTurns: 1, expiresAt: alive }).go()
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
  test("of conversations has pages of the requested size, and no cursor at its end", async () => {
    const limit = 5
    await conversations(all)
    const walked = await walk(async (cursor) => {
      const { conversations: page, ...more } = await listConversations(context.store, caller.owner, context.now, { cursor, limit })
      return { items: page.map(({ updatedAt }) => updatedAt), ...more }
    })
    expect(walked.sizes).toEqual(sizes)
    expect(walked.all).toEqual([...new Set(walked.all)].toSorted().toReversed())
  })
})

describe.each<[string, number[], number, number[]]>([
  ["less than a page", expiries([2, alive]), 5, [4]],
  ["exactly one page", expiries([2, alive]), 4, [4]],
  ["more than a page, split between a question and its answer", expiries([4, alive]), 5, [5, 3]],
  ["exactly two pages", expiries([4, alive]), 4, [4, 4]],
  ["pages of one message", expiries([2, alive]), 1, [1, 1, 1, 1]],
  ["a page and what has expired", expiries([7, expired], [2, alive]), 4, [4]],
])("a path of %s", (_, all, limit, sizes) => {
  test("has pages of the requested size, and no cursor at its end", async () => {
    const conversationId = newConversationId()
    await questionsOf(conversationId, all)
    const walked = await walk(async (cursor) => {
      const { messages, ...more } = await openConversation(context, caller.owner, conversationId, { cursor, limit })
      return { items: messages.toReversed().map(({ messageId }) => messageId), ...more }
    })
    expect(walked.sizes).toEqual(sizes)
    expect(walked.all).toEqual(walked.all.toSorted().toReversed())
  })
})

test("a search of exactly one page of conversations is complete", async () => {
  await conversations(expiries([25, alive]))
  expect(await searchConversations(context.store, caller.owner, "t24", context.now)).toMatchObject({
    results: [{ title: "t24" }],
    complete: true,
  })
})
