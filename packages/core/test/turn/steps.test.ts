import { describeOnBothDatabases } from "@parley/testing/dynamodb/both-databases.ts"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import type { Caller } from "../../src/context.ts"
import { openConversation } from "../../src/conversation/open.ts"
import type { Turn } from "../../src/entities/turn.ts"
import { beginTurn } from "../../src/turn/begin.ts"
import { readTurn } from "../../src/turn/read.ts"
import { recoverIfDead } from "../../src/turn/recover.ts"
import { endStep, reserveStep, type Step } from "../../src/turn/steps.ts"
import { money, stored } from "../support/stored.ts"
import { ask, newCaller } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

const usage = { inputTokens: 20, outputTokens: 4, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 }
const stepOf = (cost: number): Step => ({ modelId: "m", usage, cost, stopReason: "tool_use", end: [0, 0] })
const dayMs = 86_400_000

describeOnBothDatabases("on", (kind) => {
  let world: World
  let context: TestContext & { tableName: string }
  let caller: Caller
  beforeAll(async () => {
    world = await startWorld(kind)
  })
  afterEach(() => world.reset())
  afterAll(() => world.close())

  async function begin(now = Date.now): Promise<Turn> {
    context = await world.context({ now })
    caller = newCaller()
    const { turn } = await beginTurn(context, caller, ask("Look it up"), now() + 60_000)
    return turn
  }

  /** Each must succeed. */
  async function written(write: Promise<{ kind: string; turn?: Turn }>): Promise<Turn> {
    const { kind: outcome, turn } = await write
    expect(outcome).toBe("written")
    return turn as Turn
  }
  const expectMoney = async (committed: number, spent: number) => {
    const figures = { committed, spent, turns: 1 }
    expect(await money(context, caller)).toEqual({ visitor: figures, address: figures, stage: figures })
  }
  const onTable = (turn: Turn) => readTurn(context.store, turn.owner, turn.turnId)

  test("the next step's reservation takes the place of the last one's, in every budget, whatever replies are lost", async () => {
    for (const operation of ["UpdateItem", "TransactWriteItems"] as const) {
      const turn = await begin()
      world.dynamo.rule({ operation, nth: 1, fault: "reply lost" })
      const ended = await written(endStep(context, turn, stepOf(1_000)))
      const next = await written(reserveStep(context, ended, 5_000))
      expect(next.reserved).toMatchObject({ step: 2, nanoDollars: 5_000 })
      expect(await onTable(turn)).toEqual(next)
      await expectMoney(1_000 + 5_000, 1_000)
      // Once more, by a token that counts it once, and by its conditions.
      expect((await reserveStep(context, ended, 5_000)).kind).toBe("written")
      expect((await endStep(context, turn, stepOf(1_000))).kind).toBe("written")
      await expectMoney(1_000 + 5_000, 1_000)
      world.reset()
    }
  })

  test("a step for which a budget has no room is refused, and nothing changes", async () => {
    const turn = await begin()
    const ended = await written(endStep(context, turn, stepOf(1_000)))
    const { budgets } = context.settings
    expect((await reserveStep(context, ended, budgets.visitor)).kind).toBe("refused")
    expect(await onTable(turn)).toEqual(ended)
    await expectMoney(turn.reserved.nanoDollars, 0)
    expect((await reserveStep(context, ended, budgets.visitor - 1_000)).kind).toBe("written")
  })

  test("the end of a step that arrives late changes nothing", async () => {
    const turn = await begin()
    const ended = await written(endStep(context, turn, stepOf(1_000)))
    const next = await written(reserveStep(context, ended, 5_000))
    const last = await written(endStep(context, next, stepOf(2_000)))
    expect((await endStep(context, turn, stepOf(1_000))).kind).toBe("lost")
    expect((await reserveStep(context, ended, 5_000)).kind).toBe("written")
    expect(await onTable(turn)).toEqual(last)
    await expectMoney(6_000, 1_000)
  })

  test("after midnight the steps count on the day of the turn", async () => {
    const [beginning] = [Math.ceil(Date.now() / dayMs) * dayMs - 1_000]
    let time = beginning
    const turn = await begin(() => time)
    time += 2_000
    const ended = await written(endStep(context, turn, stepOf(1_000)))
    await written(reserveStep(context, ended, 5_000))
    time = beginning
    await expectMoney(6_000, 1_000)
  })

  test.each([
    [0, "nothing but the begin", async (turn: Turn) => turn],
    [1, "the end of the first step", async (turn: Turn) => written(endStep(context, turn, stepOf(1_000)))],
    [
      2,
      "the second reservation",
      async (turn: Turn) => written(reserveStep(context, await written(endStep(context, turn, stepOf(1_000))), 5_000)),
    ],
    [
      3,
      "the end of the second step",
      async (turn: Turn) => {
        const second = await written(reserveStep(context, await written(endStep(context, turn, stepOf(1_000))), 5_000))
        return written(endStep(context, second, stepOf(2_000)))
      },
    ],
  ])(
    "a generator that dies after %i writes (%s) costs its steps, and the reservation of one that has not ended",
    async (writes, _name, run) => {
      const turn = await begin()
      await run(turn)
      const cost = [turn.reserved.nanoDollars, 1_000, 6_000, 3_000][writes] as number
      const later = await world.context({ tableName: context.tableName, now: () => Date.now() + 120_000 })
      await openConversation(later, caller.owner, turn.conversationId, { limit: 5 })
      const { messages } = await stored(context, caller)
      expect(messages[1]).toMatchObject({ status: writes === 0 ? "failed" : "interrupted", cost })
      await expectMoney(cost, cost)
    },
  )

  test("a recovery that read the turn before its next step is refused as a whole", async () => {
    const seen = await begin()
    const later = await world.context({ tableName: context.tableName, now: () => Date.now() + 120_000 })
    await written(endStep(context, seen, stepOf(1_000)))
    await recoverIfDead(later, seen)
    expect((await onTable(seen))?.status).toBe("streaming")
    await recoverIfDead(later, (await onTable(seen)) as Turn)
    await expectMoney(1_000, 1_000)
    expect((await endStep(context, seen, stepOf(1_000))).kind).toBe("lost")
  })
})
