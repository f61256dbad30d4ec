import { describeOnBothDatabases } from "@parley/testing/dynamodb/both-databases.ts"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import type { Caller } from "../../src/context.ts"
import { openConversation } from "../../src/conversation/open.ts"
import { maxVersions } from "../../src/conversation/tree.ts"
import { root } from "../../src/entities/node.ts"
import { newTurnId } from "../../src/ids.ts"
import { stopTurn } from "../../src/turn/stop.ts"
import { said, stored } from "../support/stored.ts"
import { ask, newCaller, post, take, takeWell } from "../support/visitor.ts"
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
  const nodesOf = async (conversationId: string) =>
    (await context.store.entities.nodes.query.primary({ conversationId }).go({ pages: "all", consistent: true })).data

  /** A conversation with the turns First and Second. */
  async function twoTurns() {
    const first = await takeWell(context, caller, ask("First"))
    const { conversationId } = first
    const second = await takeWell(context, caller, ask("Second", { conversationId, parentTurnId: first.turnId }))
    return { conversationId, first: first.turnId, second: second.turnId }
  }

  /** Turns that wait for `finish` before their first text. */
  function gate(count: number) {
    const open = Promise.withResolvers<void>()
    world.bedrock.script(...Array.from({ length: count }, () => ({ beforeDelta: () => open.promise })))
    return () => open.resolve()
  }
  async function begun(request: ReturnType<typeof ask>) {
    const running = post(context, caller, request)
    await expect.poll(() => running.began ?? running.refused, { interval: 10, timeout: 20_000 }).toBeDefined()
    return running
  }

  test("an edited question and a regenerated answer stand beside the turn, at any place, and each has its own history", async () => {
    const { conversationId, first, second } = await twoTurns()
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
    const { conversationId, first, second } = await twoTurns()
    const finish = gate(3)
    const running = []
    for (const n of [1, 2, 3]) running.push(await begun(ask(`Version ${n}`, { conversationId, parentTurnId: first })))
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
    const { conversationId, first } = await twoTurns()
    world.bedrock.script({ deltas: ["a ", "b ", "c "], delayMs: 2_000 }, { deltas: ["a ", "b"], delayMs: 500 })
    const [stopped, other] = [
      await begun(ask("Stopped", { conversationId, parentTurnId: first })),
      await begun(ask("Other", { conversationId, parentTurnId: first })),
    ]
    await stopTurn(context, caller.owner, stopped.began?.turnId ?? "")
    expect((await stopped.over).last?.status).toMatch(/stopped|failed/)
    expect((await other.over).last?.status).toBe("complete")
    expect((await stored(context, caller)).conversations[0]?.running).toBeUndefined()
  })

  test("a repeated POST of a version is the same turn, whatever is shown; with another parent or text it is refused", async () => {
    const { conversationId, first, second } = await twoTurns()
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
    expect(await nodesOf(conversationId)).toHaveLength(4)
  })

  test("a parent that is unknown, of another conversation or the turn itself is missing, and nothing is stored", async () => {
    const { conversationId, second } = await twoTurns()
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
    const { conversationId, first, second } = await twoTurns()
    world.dynamo.rule({
      operation: "TransactWriteItems",
      when: ({ body }) => JSON.stringify(body).includes("Third"),
      before: () => takeWell(context, caller, ask("Beside the second", { conversationId, parentTurnId: first })),
    })
    const third = await takeWell(context, caller, ask("Third", { conversationId }))
    const nodes = await nodesOf(conversationId)
    const parent = nodes.find(({ turnId }) => turnId === third.turnId)?.parentTurnId
    expect(parent).not.toBe(second)
    expect(await shown(conversationId)).toEqual(["user First", answer, "user Beside the second", answer, "user Third", answer])
    expect(told()).toEqual(["First", "Hello from the model.", "Beside the second", "Hello from the model.", "Third"])
  })

  test("a failed version is run again in place, unless a turn follows it: then it is replayed as failed", async () => {
    const { conversationId, first } = await twoTurns()
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
    const { conversationId, first } = await twoTurns()
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
    expect(await nodesOf(conversationId)).toHaveLength(3)
  })

  describe("the begin of a version whose", () => {
    test("reply is lost is recognized as the caller's own, also when it named no parent", async () => {
      const { conversationId, first } = await twoTurns()
      for (const more of [{ parentTurnId: first }, {}]) {
        const quick = await world.context({ tableName: context.tableName, maxAttempts: 1 })
        world.dynamo.rule({ operation: "TransactWriteItems", fault: "reply lost" })
        const { last } = await take(quick, caller, ask("Lost", { conversationId, ...more }))
        expect(last?.status).toBe("complete")
        world.dynamo.reset()
      }
      const nodes = await nodesOf(conversationId)
      expect(nodes.map(({ children = 0 }) => children).reduce((sum, count) => sum + count, 0)).toBe(3)
      expect((await stored(context, caller)).conversations[0]).toMatchObject({ messageCount: 8, runningCount: 0 })
    })

    test("items another writer holds is repeated, and counts once", async () => {
      const { conversationId, first } = await twoTurns()
      world.dynamo.rule({ operation: "TransactWriteItems", fault: "conflict", times: 3 })
      await takeWell(context, caller, ask("Contested", { conversationId, parentTurnId: first }))
      expect((await nodesOf(conversationId)).find(({ turnId }) => turnId === first)?.children).toBe(2)
      expect((await stored(context, caller)).conversations[0]).toMatchObject({ messageCount: 6, runningCount: 0 })
    })
  })

  test("of many versions that begin at the same moment, three run and each other one is told which runs", async () => {
    const { conversationId, first } = await twoTurns()
    const finish = gate(3)
    const all = Array.from({ length: 8 }, (_, n) => post(context, caller, ask(`Version ${n}`, { conversationId, parentTurnId: first })))
    await expect.poll(() => all.filter(({ began, refused }) => began || refused).length, { timeout: 20_000 }).toBe(8)
    finish()
    const ends = await Promise.all(all.map(({ over }) => over))
    expect(ends.filter(({ last }) => last?.status === "complete")).toHaveLength(3)
    expect(ends.filter(({ refused }) => refused?.code === "turn.busy")).toHaveLength(5)
    expect((await stored(context, caller)).conversations[0]).toMatchObject({ runningCount: 0, messageCount: 10 })
  })

  test("a version whose function was killed beside one that runs is recovered, and the other goes on", async () => {
    const { conversationId, first } = await twoTurns()
    const pace = { heartbeatMs: 100, leaseMs: 1_500, pollMs: 50 }
    const quick = await world.context({ tableName: context.tableName, pace })
    const finish = gate(2)
    const requests = [ask("Killed", { conversationId, parentTurnId: first }), ask("Alive", { conversationId, parentTurnId: first })]
    const running = requests.map((request) => post(quick, caller, request))
    await expect.poll(() => running.every(({ began }) => began), { timeout: 20_000 }).toBe(true)
    // Nothing of the first one reaches the table any more, as if its process was gone.
    const isOfKilled = ({ body }: { body: object }) => JSON.stringify(body).includes(requests[0]?.turnId ?? "")
    world.dynamo.rule({ operation: "PutItem", when: isOfKilled, fault: "request lost", times: 10_000 })
    await expect
      .poll(async () => (await openConversation(quick, caller.owner, conversationId, everything)).turns.map(({ turnId }) => turnId), {
        timeout: 20_000,
        interval: 200,
      })
      .toEqual([requests[1]?.turnId])
    finish()
    const [killed, alive] = await Promise.all(running.map(({ over }) => over))
    expect(killed?.last?.event).toBe("error")
    expect(alive?.last?.status).toBe("complete")
    expect((await stored(context, caller)).conversations[0]).toMatchObject({ runningCount: 0, messageCount: 8 })
    expect((await take(quick, caller, requests[0] ?? ask(""))).last?.status).toBe("complete")
  }, 60_000)
})
