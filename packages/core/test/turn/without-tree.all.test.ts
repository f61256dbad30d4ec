import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime"
import { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { describeOnBothDatabases } from "@parley/testing/dynamodb/both-databases.ts"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"
import { storedText } from "../../src/blocks/stored.ts"
import type { Caller } from "../../src/context.ts"
import { claimConversations } from "../../src/conversation/claim.ts"
import { deleteConversation } from "../../src/conversation/delete.ts"
import { openConversation } from "../../src/conversation/open.ts"
import { root } from "../../src/entities/node.ts"
import { runTurn } from "../../src/turn/run.ts"
import { stopTurn } from "../../src/turn/stop.ts"
import { type Earlier, loadEarlier } from "../support/earlier-code.ts"
import { money, stored } from "../support/stored.ts"
import { ask, type Heard, newCaller, post, take, takeWell } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

const everything = { limit: 100 }
const nothing = { turns: [], conversations: [], messages: [] }

let earlier: Earlier
let remove: () => void
beforeAll(async () => {
  const loaded = await loadEarlier()
  earlier = loaded.earlier
  remove = loaded.remove
})
afterAll(() => remove())

describeOnBothDatabases("a version without a tree and this one, on one table, on", (kind) => {
  let world: World
  let context: TestContext & { tableName: string }
  /** A process of the version without a tree. */
  let before: TestContext
  let client: DynamoDBClient
  let runtime: BedrockRuntimeClient
  let caller: Caller
  beforeAll(async () => {
    world = await startWorld(kind)
    context = await world.context()
    const own = { region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } }
    client = new DynamoDBClient({ ...own, endpoint: world.dynamo.url })
    runtime = new BedrockRuntimeClient({ ...own, endpoint: world.bedrock.url })
    before = { ...context, store: earlier.createStore(client, context.tableName), callModel: earlier.bedrockModel(runtime) }
  })
  beforeEach(() => {
    caller = newCaller()
  })
  afterEach(() => world.reset())
  afterAll(() => {
    client.destroy()
    runtime.destroy()
    return world.close()
  })

  async function takeBefore(request: Parameters<typeof ask>[1] & { text: string }): Promise<Heard["events"]> {
    const events: Heard["events"] = []
    const { text, ...more } = request
    await earlier.runTurn(before, caller, ask(text, { after: 0, ...more }), Date.now() + 60_000, (event) => events.push(event))
    return events
  }
  const idsOf = (events: Heard["events"]) => {
    const began = events.find(({ event }) => event === "turn")
    if (began?.event !== "turn") throw new Error("the turn did not begin")
    return began.data
  }
  const texts = (messages: { content: { text?: string | undefined }[] }[]) => messages.map(({ content }) => storedText(content))
  const hello = "Hello from the model."

  test("its conversation is opened, continued and branched here, and read and continued there again", async () => {
    const first = idsOf(await takeBefore({ text: "One" }))
    const { conversationId } = first
    const second = idsOf(await takeBefore({ text: "Two", conversationId }))
    const opened = await openConversation(context, caller.owner, conversationId, everything)
    expect(texts(opened.messages)).toEqual(["One", hello, "Two", hello])
    expect(opened.conversation.hasTree).toBe(true)
    await takeWell(context, caller, ask("Three", { conversationId, parentTurnId: second.turnId }))
    expect(texts((await earlier.openConversation(before, caller.owner, conversationId, everything)).messages)).toHaveLength(6)
    // The earlier version continues from what it sees; here the turn gets a node.
    const fourth = idsOf(await takeBefore({ text: "Four", conversationId }))
    const again = await openConversation(context, caller.owner, conversationId, everything)
    expect(again.leafTurnId).toBe(fourth.turnId)
    expect(texts(again.messages)).toEqual(["One", hello, "Two", hello, "Three", hello, "Four", hello])
    const beside = await takeWell(context, caller, ask("Two, edited", { conversationId, parentTurnId: first.turnId }))
    expect(world.bedrock.calls.at(-1)?.body.messages).toHaveLength(3)
    const versions = (await openConversation(context, caller.owner, conversationId, everything)).versions
    expect(versions.get(beside.turnId)?.map(({ turnId }) => turnId)).toEqual([second.turnId, beside.turnId])
  })

  test("a turn of it that replaces the leaf leaves a tree without the replaced one", async () => {
    const first = await takeWell(context, caller, ask("One"))
    const { conversationId } = first
    const second = await takeWell(context, caller, ask("Two", { conversationId, parentTurnId: first.turnId }))
    const replacing = { ...ask("Two, edited", { conversationId, after: 0 }), replaces: second.turnId }
    await earlier.runTurn(before, caller, replacing, Date.now() + 60_000, () => undefined)
    const opened = await openConversation(context, caller.owner, conversationId, everything)
    expect(texts(opened.messages)).toEqual(["One", hello, "Two, edited", hello])
    expect(opened.versions.size).toBe(0)
    await takeWell(context, caller, ask("Three", { conversationId, parentTurnId: replacing.turnId }))
    expect(world.bedrock.calls.at(-1)?.body.messages).toHaveLength(5)
  })

  test("a turn that it runs is busy, followed, stopped and settled here", async () => {
    const { conversationId } = idsOf(await takeBefore({ text: "One" }))
    world.bedrock.script({ deltas: ["a ", "b ", "c ", "d "], delayMs: 1_200 })
    const request = ask("Two", { conversationId, after: 0 })
    const running = earlier.runTurn(before, caller, request, Date.now() + 60_000, () => undefined)
    const opened = () => openConversation(context, caller.owner, conversationId, everything)
    await expect.poll(async () => storedText((await opened()).turn?.content ?? []), { timeout: 20_000 }).toMatch(/^a /)
    expect((await take(context, caller, ask("Not yet", { conversationId, parentTurnId: root }))).refused?.code).toBe("turn.busy")
    expect(await claimConversations(context, caller.owner, newCaller().owner)).toEqual({ adopted: 0, busy: 1, left: false })
    const joined = post(context, caller, request)
    await stopTurn(context, caller.owner, request.turnId)
    await running
    expect((await joined.over).last).toMatchObject({ event: "done", status: "stopped" })
    expect((await opened()).turns).toEqual([])
    await takeWell(context, caller, ask("Three", { conversationId, parentTurnId: request.turnId }))
    const { visitor } = await money(context, caller)
    expect(visitor.committed).toBe(visitor.spent)
  })

  test("a turn that runs here is read, joined and stopped there, and its end is stored here", async () => {
    const first = await takeWell(context, caller, ask("One"))
    const { conversationId } = first
    world.bedrock.script({ deltas: ["a ", "b ", "c ", "d "], delayMs: 1_200 })
    const request = ask("Two", { conversationId, parentTurnId: first.turnId })
    const running = post(context, caller, request)
    await expect.poll(() => running.text, { timeout: 20_000 }).toMatch(/^a /)
    const read = await earlier.openConversation(before, caller.owner, conversationId, everything)
    expect(texts(read.messages)).toEqual(["One", hello, "Two"])
    await earlier.stopTurn(before, caller.owner, request.turnId)
    expect((await running.over).last).toMatchObject({ event: "done", status: "stopped" })
    expect((await openConversation(context, caller.owner, conversationId, everything)).turns).toEqual([])
  })

  test("a claim there drops the tree, and it is made again here; a claim here is read there", async () => {
    const first = await takeWell(context, caller, ask("One"))
    const { conversationId } = first
    await takeWell(context, caller, ask("Two", { conversationId, parentTurnId: first.turnId }))
    const beside = await takeWell(context, caller, ask("Two, edited", { conversationId, parentTurnId: first.turnId }))
    const [person, other] = [newCaller(), newCaller()]
    expect(await earlier.claimConversations(before, caller.owner, person.owner)).toEqual({ adopted: 1, busy: 0, left: false })
    caller = person
    const opened = await openConversation(context, caller.owner, conversationId, everything)
    expect(texts(opened.messages)).toEqual(["One", hello, "Two, edited", hello])
    expect(opened.versions.get(beside.turnId)).toHaveLength(2)
    expect(opened.conversation).toMatchObject({ hasTree: true, firstTurns: 1 })
    await takeWell(context, caller, ask("Three", { conversationId, parentTurnId: beside.turnId }))
    expect(await claimConversations(context, caller.owner, other.owner)).toEqual({ adopted: 1, busy: 0, left: false })
    expect((await earlier.openConversation(before, other.owner, conversationId, everything)).messages).toHaveLength(8)
  })

  test("either deletes what the other wrote, also while it runs", async () => {
    for (const [run, remove] of [
      ["here", "there"],
      ["there", "here"],
    ]) {
      const { conversationId } = await takeWell(context, caller, ask("One"))
      world.bedrock.script({ deltas: ["a ", "b ", "c "], delayMs: 1_200 })
      const request = ask("Two", { conversationId, after: 0 })
      const running =
        run === "here"
          ? runTurn(context, caller, request, Date.now() + 60_000, () => undefined)
          : earlier.runTurn(before, caller, request, Date.now() + 60_000, () => undefined)
      await expect.poll(async () => (await stored(context, caller)).turns.some(({ status }) => status === "streaming")).toBe(true)
      if (remove === "here") await deleteConversation(context.store, caller.owner, conversationId, context.now)
      else await earlier.deleteConversation(before.store, caller.owner, conversationId, context.now)
      await running
      expect([run, await stored(context, caller)]).toEqual([run, nothing])
    }
  }, 60_000)
})
