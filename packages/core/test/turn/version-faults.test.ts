import { describeOnBothDatabases } from "@parley/testing/dynamodb/both-databases.ts"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import type { Caller } from "../../src/context.ts"
import { openConversation } from "../../src/conversation/open.ts"
import { stored } from "../support/stored.ts"
import { nodesIn } from "../support/tree.ts"
import { holdAnswers, twoTurns } from "../support/versions.ts"
import { ask, newCaller, post, take, takeWell } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

const everything = { limit: 100 }

describeOnBothDatabases("faults of versions, on", (kind) => {
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

  describe("the begin of a version whose", () => {
    test("reply is lost is recognized as the caller's own, also when it named no parent", async () => {
      const { conversationId, first } = await twoTurns(context, caller)
      for (const more of [{ parentTurnId: first }, {}]) {
        const quick = await world.context({ tableName: context.tableName, maxAttempts: 1 })
        world.dynamo.rule({ operation: "TransactWriteItems", fault: "reply lost" })
        const { last } = await take(quick, caller, ask("Lost", { conversationId, ...more }))
        expect(last?.status).toBe("complete")
        world.dynamo.reset()
      }
      const nodes = await nodesIn(context, conversationId)
      expect(nodes.map(({ children = 0 }) => children).reduce((sum, count) => sum + count, 0)).toBe(3)
      expect((await stored(context, caller)).conversations[0]).toMatchObject({ messageCount: 8, runningCount: 0 })
    })

    test("items another writer holds is repeated, and counts once", async () => {
      const { conversationId, first } = await twoTurns(context, caller)
      world.dynamo.rule({ operation: "TransactWriteItems", fault: "conflict", times: 3 })
      await takeWell(context, caller, ask("Contested", { conversationId, parentTurnId: first }))
      expect((await nodesIn(context, conversationId)).find(({ turnId }) => turnId === first)?.children).toBe(2)
      expect((await stored(context, caller)).conversations[0]).toMatchObject({ messageCount: 6, runningCount: 0 })
    })
  })

  test("of many versions that begin at the same moment, three run, and the others get the id of one that runs", async () => {
    const { conversationId, first } = await twoTurns(context, caller)
    const finish = holdAnswers(world.bedrock, 3)
    const all = Array.from({ length: 8 }, (_, n) => post(context, caller, ask(`Version ${n}`, { conversationId, parentTurnId: first })))
    await expect.poll(() => all.filter(({ began, refused }) => began || refused).length, { timeout: 20_000 }).toBe(8)
    finish()
    const ends = await Promise.all(all.map(({ over }) => over))
    expect(ends.filter(({ last }) => last?.status === "complete")).toHaveLength(3)
    expect(ends.filter(({ refused }) => refused?.code === "turn.busy")).toHaveLength(5)
    expect((await stored(context, caller)).conversations[0]).toMatchObject({ runningCount: 0, messageCount: 10 })
  })

  test("a version whose function was killed beside one that runs is recovered, and the other goes on", async () => {
    const { conversationId, first } = await twoTurns(context, caller)
    const pace = { heartbeatMs: 100, leaseMs: 1_500, pollMs: 50 }
    const quick = await world.context({ tableName: context.tableName, pace })
    const finish = holdAnswers(world.bedrock, 2)
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
