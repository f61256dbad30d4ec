import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import type { Caller } from "../../src/context.ts"
import { claimConversations } from "../../src/conversation/claim.ts"
import { openConversation } from "../../src/conversation/open.ts"
import { beginTurn } from "../../src/turn/begin.ts"
import { stopTurn } from "../../src/turn/stop.ts"
import { logText } from "../support/log.ts"
import { ask, newCaller, post, take, takeWell } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

let world: World
let context: TestContext & { tableName: string }
let caller: Caller
let conversationId: string
const page = { limit: 50 }

beforeAll(async () => {
  world = await startWorld()
})
beforeEach(async () => {
  context = await world.context({ maxAttempts: 1 })
  caller = newCaller()
  conversationId = (await takeWell(context, caller, ask("Hi"))).conversationId
})
afterEach(() => world.reset())
afterAll(() => world.close())

describe("while the table refuses transactions, a dead turn", () => {
  const request = () => ask("More", { conversationId })

  /** A turn whose generator died, and a process for which its lease has expired. */
  async function leaveDead(text: string) {
    const asked = request()
    const { turn } = await beginTurn(context, caller, asked, Date.now() + 60_000)
    const { turnId } = turn
    await logText(context, turn, text)
    const later = await world.context({ tableName: context.tableName, maxAttempts: 1, now: () => Date.now() + 20_000 })
    world.dynamo.rule({ operation: "TransactWriteItems", fault: "throttled", times: 1_000 })
    return { asked, turnId, later }
  }

  test("does not block reading its conversation, with the text so far", async () => {
    const { later, turnId } = await leaveDead("So far")
    const { messages, turn } = await openConversation(later, caller.owner, conversationId, page)
    expect(messages.map(({ role }) => role)).toEqual(["user", "assistant", "user"])
    expect(turn).toMatchObject({ turnId, content: [{ text: "So far" }] })
    expect(later.logged).toMatchObject([{ message: "A dead turn could not be ended", fields: { turnId } }])
  })

  test("can be stopped", async () => {
    const { later, turnId } = await leaveDead("So far")
    await expect(stopTurn(later, caller.owner, turnId)).resolves.toBeUndefined()
  })

  test("blocks the claim of its own conversation only", async () => {
    await takeWell(context, caller, ask("Another conversation"))
    const { later } = await leaveDead("So far")
    world.dynamo.reset()
    world.dynamo.rule({
      operation: "TransactWriteItems",
      when: ({ body }) => JSON.stringify(body).includes(":status"),
      fault: "throttled",
      times: 1_000,
    })
    expect(await claimConversations(later, caller.owner, newCaller().owner)).toEqual({ adopted: 1, busy: 1, left: false })
  })

  test("can be followed by a resuming caller", async () => {
    const { later, asked } = await leaveDead("So far")
    // No slot to follow it can be taken either: the caller reads the conversation.
    expect(await take(later, caller, { ...asked, after: 3 })).toMatchObject({ isRunning: true, events: [] })
    world.dynamo.reset()
    const isOfFollowers = ({ body }: { body: object }) => JSON.stringify(body).includes("follow#")
    world.dynamo.rule({ operation: "TransactWriteItems", when: (call) => !isOfFollowers(call), fault: "throttled", times: 1_000 })
    setTimeout(() => world.dynamo.reset(), 600)
    const heard = await take(later, caller, { ...asked, after: 3 })
    expect(heard.text).toBe("far")
    expect(heard.last).toMatchObject({ event: "error", status: "interrupted", length: 6 })
  })
})

describe("a conversation that is read while", () => {
  test("a turn begins shows the question together with its turn", async () => {
    const gate = Promise.withResolvers<void>()
    world.bedrock.script({ beforeDelta: () => gate.promise })
    let running: ReturnType<typeof post> | undefined
    const isRead = Promise.withResolvers<void>()
    world.dynamo.rule({ operation: "GetItem", after: () => isRead.resolve() })
    world.dynamo.rule({
      operation: "Query",
      before: async () => {
        await isRead.promise
        running = post(context, caller, ask("Next", { conversationId }))
        await expect.poll(() => running?.began).toBeDefined()
      },
    })
    const { messages, turn } = await openConversation(context, caller.owner, conversationId, page)
    gate.resolve()
    await running?.over
    expect(messages.at(-1)).toMatchObject({ role: "user", turnId: running?.began?.turnId })
    expect(turn?.turnId).toBe(running?.began?.turnId)
  })

  test("its turn ends shows the answer without a running turn", async () => {
    const gate = Promise.withResolvers<void>()
    world.bedrock.script({ beforeDelta: () => gate.promise })
    const running = post(context, caller, ask("Next", { conversationId }))
    await expect.poll(() => running.began).toBeDefined()
    world.dynamo.rule({
      operation: "Query",
      before: async () => {
        gate.resolve()
        await running.over
      },
    })
    const { messages, turn } = await openConversation(context, caller.owner, conversationId, page)
    expect(messages.at(-1)).toMatchObject({ role: "assistant", status: "complete" })
    expect(turn).toBeUndefined()
  })
})

async function leaveSlot() {
  const ended = await takeWell(context, caller, ask("More", { conversationId }))
  const slot = { running: [ended.turnId], runningParent: "root", runningCount: 1 }
  const other = await world.context({ tableName: context.tableName, direct: true })
  return () => other.store.entities.conversations.patch({ owner: caller.owner, conversationId }).set(slot).go()
}

test("the slot of a turn that has ended is freed", async () => {
  const occupy = await leaveSlot()
  await occupy()
  expect((await take(context, caller, ask("And now?", { conversationId }))).last?.status).toBe("complete")
})

test("a slot that is never free is not polled in a hot loop", { timeout: 40_000 }, async () => {
  const occupy = await leaveSlot()
  world.dynamo.reset()
  world.dynamo.rule({ operation: "TransactWriteItems", before: occupy, times: 1_000 })
  const { refused } = await take(context, caller, ask("And now?", { conversationId }))
  expect(refused?.code).toBe("store.unavailable")
  expect(world.dynamo.count("TransactWriteItems")).toBeLessThan(40)
})
