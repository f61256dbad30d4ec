import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { searchConversations } from "../../src/conversation/search.ts"
import { inBatches } from "../../src/conversation/turns.ts"
import { newConversationId, newMessageId, newTurnId } from "../../src/ids.ts"
import { newCaller } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

let world: World
let context: TestContext
let owner: string
beforeAll(async () => {
  world = await startWorld()
  context = await world.context()
})
beforeEach(() => {
  owner = newCaller().owner
})
afterAll(() => world.close())

const expiresAt = Math.floor(Date.now() / 1_000) + 86_400

/** Conversations with these numbers of messages, the newest first, written directly into the table. */
async function fill(count: number, messages: number, textOf: (conversation: number, message: number) => string) {
  const all = Array.from({ length: count }, (_, index) => ({ index, conversationId: newConversationId() }))
  await inBatches(all, async ({ index, conversationId }) => {
    const time = new Date(Date.now() - index * 60_000).toISOString()
    const turnId = newTurnId()
    const shared = { createdAt: time, expiresAt, modelId: "test" }
    await context.store.entities.conversations
      .put({ owner, conversationId, title: "Untitled", updatedAt: time, messageCount: messages, lastTurnId: turnId, ...shared })
      .go()
    for (let n = 0; n < messages; n++) {
      await context.store.entities.messages
        .put({
          conversationId,
          messageId: newMessageId(),
          turnId,
          role: "user",
          status: "complete",
          content: [{ text: textOf(index, n) }],
          ...shared,
        })
        .go()
    }
  })
  world.dynamo.reset()
  return all.map(({ conversationId }) => conversationId)
}

/** The clock stands still: the test measures the amount of reading, not this machine's speed. */
const search = (words: string) => {
  const now = Date.now()
  return searchConversations(context.store, owner, words, () => now)
}
const bytesRead = () => world.dynamo.calls.reduce((sum, { replyBytes = 0 }) => sum + replyBytes, 0)

test("a search stops after reading four megabytes, and reports that it is incomplete", async () => {
  await fill(24, 4, () => "many words ".repeat(5_800))
  const { results, complete } = await search("nowhere")
  expect({ results, complete }).toEqual({ results: [], complete: false })
  // It reads the list of conversations in addition to the messages.
  expect(bytesRead()).toBeGreaterThan(3e6)
  expect(bytesRead()).toBeLessThan(4 * 1_024 * 1_024 + 100_000)
}, 60_000)

test("a search of many small conversations reads all of them, and is complete", async () => {
  const ids = await fill(120, 2, (conversation, message) => (conversation === 119 && message === 0 ? "the needle" : "hay"))
  const { results, complete } = await search("NEEDLE")
  expect([results.map(({ conversationId }) => conversationId), complete]).toEqual([[ids[119]], true])
}, 60_000)

test("a long conversation is searched page by page, in its newest 200 messages", async () => {
  const [id] = await fill(1, 230, (_, message) => (message === 40 ? "in reach" : message === 10 ? "out of range" : "hay"))
  expect(await search("reach")).toMatchObject({ results: [{ conversationId: id, excerpt: "in reach" }], complete: true })
  expect(await search("range")).toEqual({ results: [], complete: false })
}, 60_000)

test("a conversation of exactly 200 messages is searched completely", async () => {
  await fill(1, 200, () => "hay")
  expect(await search("needle")).toEqual({ results: [], complete: true })
}, 60_000)

test("a conversation is found by its title alone, in the order of the conversations", async () => {
  const ids = await fill(3, 1, (conversation) => (conversation === 1 ? "hay" : "needle"))
  await context.store.entities.conversations
    .patch({ owner, conversationId: ids[1] as string })
    .set({ title: "A needle" })
    .go()
  const { results } = await search("needle")
  expect(results.map(({ conversationId, excerpt }) => [conversationId, excerpt])).toEqual([
    [ids[0], "needle"],
    [ids[1], "A needle"],
    [ids[2], "needle"],
  ])
})
