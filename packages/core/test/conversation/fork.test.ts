import { describeOnBothDatabases } from "@parley/testing/dynamodb/both-databases.ts"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"
import { storedText } from "../../src/blocks/stored.ts"
import type { Caller } from "../../src/context.ts"
import { deleteConversation } from "../../src/conversation/delete.ts"
import { forkConversation } from "../../src/conversation/fork.ts"
import { openConversation } from "../../src/conversation/open.ts"
import { root } from "../../src/entities/node.ts"
import { newConversationId } from "../../src/ids.ts"
import { treesOf } from "../support/branches.ts"
import { stored } from "../support/stored.ts"
import { linearTree, nodesIn } from "../support/tree.ts"
import { ask, newCaller, post, take, takeWell } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

const everything = { limit: 100 }
const nothing = { turns: [], conversations: [], messages: [] }

describeOnBothDatabases("a fork of a conversation, on", (kind) => {
  let world: World
  let context: TestContext & { tableName: string }
  let caller: Caller
  let conversationId: string
  let first: string
  let oak: string
  beforeAll(async () => {
    world = await startWorld(kind)
    context = await world.context()
  })
  beforeEach(async () => {
    caller = newCaller()
    ;({ conversationId, first, oak } = await treesOf(context, caller))
  })
  afterEach(() => world.reset())
  afterAll(() => world.close())

  const open = (leafTurnId?: string) => openConversation(context, caller.owner, conversationId, { ...everything, leafTurnId })
  const questions = async (leafTurnId?: string) =>
    (await open(leafTurnId)).messages.flatMap(({ role, content }) => (role === "user" ? [storedText(content)] : []))

  test("a fork is a copy of the path: both go on alone, and deleting one leaves the other", async () => {
    const copy = newConversationId()
    await forkConversation(context, caller.owner, copy, { conversationId, turnId: oak })
    const original = conversationId
    const before = (await open(oak)).messages
    conversationId = copy
    const after = (await open()).messages
    const textOf = ({ role, content, createdAt, expiresAt, usage, cost }: (typeof after)[number]) => ({
      role,
      content,
      createdAt,
      expiresAt,
      usage,
      cost,
    })
    expect(after.map(textOf)).toEqual(before.map(textOf))
    expect(after.map(({ messageId }) => messageId)).toEqual(after.map(({ messageId }) => messageId).toSorted())
    const view = await open()
    await takeWell(context, caller, ask("Acorns", { conversationId, parentTurnId: view.leafTurnId }))
    await takeWell(context, caller, ask("Pines", { conversationId, parentTurnId: root }))
    expect((await take(context, caller, ask("Oak", { conversationId, parentTurnId: first }))).refused?.code).toBe("turn.missing")
    await deleteConversation(context.store, caller.owner, original, context.now)
    expect(await questions()).toEqual(["Pines"])
    expect(await questions(view.leafTurnId)).toEqual(["Trees", "Oak", "Acorns"])
    await deleteConversation(context.store, caller.owner, copy, context.now)
    expect(await nodesIn(context, copy)).toEqual([])
    expect(await stored(context, caller)).toEqual(nothing)
  })

  test("a fork that is cut short at any write is not seen, and the same request finishes it", async () => {
    const quick = await world.context({ tableName: context.tableName, maxAttempts: 1 })
    const from = { conversationId, turnId: oak }
    for (const nth of [1, 3, 5, 6, 7]) {
      const copy = newConversationId()
      world.dynamo.rule({ operation: "PutItem", nth, fault: "request lost" })
      await expect(forkConversation(quick, caller.owner, copy, from)).rejects.toThrow()
      await expect(openConversation(context, caller.owner, copy, everything)).rejects.toMatchObject({ code: "conversation.missing" })
      world.dynamo.reset()
      await forkConversation(quick, caller.owner, copy, from)
      expect((await openConversation(context, caller.owner, copy, everything)).messages).toHaveLength(4)
      expect(await nodesIn(context, copy)).toHaveLength(2)
    }
  })

  test("a fork holds the newest 200 messages, and not a running turn", async () => {
    const long = await linearTree(context, caller, 120)
    const copy = newConversationId()
    await forkConversation(context, caller.owner, copy, { conversationId: long.conversationId, turnId: long.nodes.at(-1)?.turnId ?? "" })
    const opened = await openConversation(context, caller.owner, copy, everything)
    expect(opened.conversation.messageCount).toBe(200)
    expect(opened.messages.at(-1)?.content).toEqual([{ text: "answer 119" }])
    const gate = Promise.withResolvers<void>()
    world.bedrock.script({ beforeDelta: () => gate.promise })
    const running = post(context, caller, ask("Ash", { conversationId, parentTurnId: first }))
    await expect.poll(() => running.began).toBeDefined()
    const from = { conversationId, turnId: running.began?.turnId ?? "" }
    await expect(forkConversation(context, caller.owner, newConversationId(), from)).rejects.toMatchObject({ code: "turn.busy" })
    gate.resolve()
    await running.over
  })
})
