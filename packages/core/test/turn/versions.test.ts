import { describeOnBothDatabases } from "@parley/testing/dynamodb/both-databases.ts"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"
import type { Caller } from "../../src/context.ts"
import { openConversation } from "../../src/conversation/open.ts"
import { maxVersions } from "../../src/conversation/tree.ts"
import { root } from "../../src/entities/node.ts"
import { newTurnId } from "../../src/ids.ts"
import { stopTurn } from "../../src/turn/stop.ts"
import { said, stored } from "../support/stored.ts"
import { nodesIn } from "../support/tree.ts"
import { begun, holdAnswers, twoTurns } from "../support/versions.ts"
import { ask, newCaller, take, takeWell } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

const answer = "assistant complete Hello from the model."
const everything = { limit: 100 }

describeOnBothDatabases("versions of a turn, on", (kind) => {
  let world: World
  let context: TestContext & { tableName: string }
  let caller: Caller
  beforeAll(async () => {
    world = await startWorld(kind)
    context = await world.context()
  })
  beforeEach(() => {
    caller = newCaller()
  })
  afterEach(() => world.reset())
  afterAll(() => world.close())

  const open = (conversationId: string, leafTurnId?: string) =>
    openConversation(context, caller.owner, conversationId, { ...everything, leafTurnId })
  const shown = async (conversationId: string, leafTurnId?: string) =>
    said({ messages: (await open(conversationId, leafTurnId)).messages, conversations: [], turns: [] })
  const told = () => world.bedrock.calls.at(-1)?.body.messages.map(({ content }) => content[0]?.text)
  test("an edited question and a regenerated answer stand beside the turn, at any place, and each has its own history", async () => {
    const { conversationId, first, second } = await twoTurns(context, caller)
    const edited = await takeWell(context, caller, ask("Second, edited", { conversationId, parentTurnId: first }))
    expect(told()).toEqual(["First", "Hello from the model.", "Second, edited"])
    const again = await takeWell(context, caller, ask("First", { conversationId, parentTurnId: root }))
    expect(told()).toEqual(["First"])
    const later = await takeWell(context, caller, ask("After the second", { conversationId, parentTurnId: second }))
    expect(told()).toEqual(["First", "Hello from the model.", "Second", "Hello from the model.", "After the second"])

    const view = await open(conversationId)
    expect(view.leafTurnId).toBe(later.turnId)
    expect(await shown(conversationId)).toEqual(["user First", answer, "user Second", answer, "user After the second", answer])
    const ids = [...view.versions].map(([turnId, all]) => [turnId, all.map((version) => version.turnId)])
    expect(Object.fromEntries(ids)).toEqual({ [first]: [first, again.turnId], [second]: [second, edited.turnId] })
    const hashes = view.versions.get(first)?.map(({ questionHash }) => questionHash) ?? []
    expect(hashes[0]).toBe(hashes[1])
    expect(new Set(view.versions.get(second)?.map(({ questionHash }) => questionHash)).size).toBe(2)
    expect(await shown(conversationId, edited.turnId)).toEqual(["user First", answer, "user Second, edited", answer])
    expect((await stored(context, caller)).messages).toHaveLength(10)
  })

  test("up to three versions run at once, and no other turn of the conversation does", async () => {
    const { conversationId, first, second } = await twoTurns(context, caller)
    const finish = holdAnswers(world.bedrock, 3)
    const running = []
    for (const n of [1, 2, 3]) running.push(await begun(context, caller, ask(`Version ${n}`, { conversationId, parentTurnId: first })))
    const view = await open(conversationId)
    expect(view.turns.map(({ turnId, parentTurnId }) => [turnId, parentTurnId])).toEqual(
      running.map(({ began }) => [began?.turnId, first]).toSorted(),
    )
    for (const parentTurnId of [first, second, root, running[0]?.began?.turnId ?? ""]) {
      const { refused } = await take(context, caller, ask("One too many", { conversationId, parentTurnId }))
      expect(refused).toMatchObject({ code: "turn.busy", extras: { turnId: expect.stringMatching(/^trn_/) } })
    }
    finish()
    const ends = await Promise.all(running.map(({ over }) => over))
    expect(ends.map(({ last }) => last?.status)).toEqual(["complete", "complete", "complete"])
    const [conversation] = (await stored(context, caller)).conversations
    expect(conversation).toMatchObject({ runningCount: 0, messageCount: 10, lastTurnId: running[2]?.began?.turnId })
    expect(conversation?.running).toBeUndefined()
    expect((await take(context, caller, ask("Fourth", { conversationId, parentTurnId: first }))).last?.status).toBe("complete")
  })

  test("one of several running versions is stopped, the others go on", async () => {
    const { conversationId, first } = await twoTurns(context, caller)
    world.bedrock.script({ deltas: ["a ", "b ", "c "], delayMs: 2_000 }, { deltas: ["a ", "b"], delayMs: 500 })
    const [stopped, other] = [
      await begun(context, caller, ask("Stopped", { conversationId, parentTurnId: first })),
      await begun(context, caller, ask("Other", { conversationId, parentTurnId: first })),
    ]
    await stopTurn(context, caller.owner, stopped.began?.turnId ?? "")
    expect((await stopped.over).last?.status).toMatch(/stopped|failed/)
    expect((await other.over).last?.status).toBe("complete")
    expect((await stored(context, caller)).conversations[0]?.running).toBeUndefined()
  })

  test("a repeated POST of a version is the same turn, whatever is shown; with another parent or text it is refused", async () => {
    const { conversationId, first, second } = await twoTurns(context, caller)
    const request = ask("Second, edited", { conversationId, parentTurnId: first })
    await takeWell(context, caller, request)
    await takeWell(context, caller, ask("Elsewhere", { conversationId, parentTurnId: second }))
    const calls = world.bedrock.calls.length
    const { parentTurnId: _, ...unnamed } = request
    for (const again of [request, unnamed]) expect((await take(context, caller, again)).text).toBe("Hello from the model.")
    for (const parentTurnId of [second, root]) {
      expect((await take(context, caller, { ...request, parentTurnId })).refused?.code).toBe("turn.mismatch")
    }
    expect((await take(context, caller, { ...request, content: [{ text: "Other" }] })).refused?.code).toBe("turn.mismatch")
    expect(world.bedrock.calls).toHaveLength(calls)
    expect(await nodesIn(context, conversationId)).toHaveLength(4)
  })

  test("a parent that is unknown, of another conversation or the turn itself is missing, and nothing is stored", async () => {
    const { conversationId, second } = await twoTurns(context, caller)
    const elsewhere = await takeWell(context, caller, ask("Elsewhere"))
    const before = await stored(context, caller)
    const own = newTurnId()
    const cases = [
      { conversationId, parentTurnId: newTurnId() },
      { conversationId, parentTurnId: elsewhere.turnId },
      { conversationId, parentTurnId: own, turnId: own },
      { conversationId: elsewhere.conversationId, parentTurnId: second },
      { parentTurnId: second },
      { conversationId, versionOf: elsewhere.turnId },
    ]
    for (const where of cases) expect((await take(context, caller, ask("Hi", where))).refused?.code).toBe("turn.missing")
    expect(await stored(context, caller)).toEqual(before)
  })

  test("a turn that names no parent follows the shown leaf, and is refused nothing when the leaf changes while it begins", async () => {
    const { conversationId, first, second } = await twoTurns(context, caller)
    world.dynamo.rule({
      operation: "TransactWriteItems",
      when: ({ body }) => JSON.stringify(body).includes("Third"),
      before: () => takeWell(context, caller, ask("Beside the second", { conversationId, parentTurnId: first })),
    })
    const third = await takeWell(context, caller, ask("Third", { conversationId }))
    const nodes = await nodesIn(context, conversationId)
    const parent = nodes.find(({ turnId }) => turnId === third.turnId)?.parentTurnId
    expect(parent).not.toBe(second)
    expect(await shown(conversationId)).toEqual(["user First", answer, "user Beside the second", answer, "user Third", answer])
    expect(told()).toEqual(["First", "Hello from the model.", "Beside the second", "Hello from the model.", "Third"])
  })

  test("a failed version is run again in place, unless a turn follows it: then it is replayed as failed", async () => {
    const { conversationId, first } = await twoTurns(context, caller)
    const request = ask("Fails", { conversationId, parentTurnId: first })
    world.bedrock.script({ fault: "ValidationException" }, { fault: "ValidationException" })
    expect((await take(context, caller, request)).last?.status).toBe("failed")
    expect((await take(context, caller, request)).last?.status).toBe("failed")
    await takeWell(context, caller, ask("After the failure", { conversationId, parentTurnId: request.turnId }))
    const calls = world.bedrock.calls.length
    expect((await take(context, caller, request)).last).toMatchObject({ status: "failed" })
    expect(world.bedrock.calls).toHaveLength(calls)
    expect(told()).toEqual(["First", "Hello from the model.", "After the failure"])
    expect((await stored(context, caller)).conversations[0]?.messageCount).toBe(8)
  })

  test("a message takes 50 versions, and says so when they are used", async () => {
    const { conversationId, first } = await twoTurns(context, caller)
    const { nodes, conversations } = context.store.entities
    await nodes.patch({ conversationId, turnId: first }).set({ children: maxVersions }).go()
    await conversations.patch({ owner: caller.owner, conversationId }).set({ firstTurns: maxVersions }).go()
    for (const parentTurnId of [first, root]) {
      const { refused } = await take(context, caller, ask("Too many", { conversationId, parentTurnId }))
      expect(refused).toMatchObject({ code: "versions.exceeded", extras: { limit: 50 } })
    }
    await nodes
      .patch({ conversationId, turnId: first })
      .set({ children: maxVersions - 1 })
      .go()
    await takeWell(context, caller, ask("The last one", { conversationId, parentTurnId: first }))
    expect(await nodesIn(context, conversationId)).toHaveLength(3)
  })
})
