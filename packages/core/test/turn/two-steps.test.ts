import { describeOnBothDatabases } from "@parley/testing/dynamodb/both-databases.ts"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { blocksOf, publicBlocks } from "../../src/blocks/stored.ts"
import { blocksBound } from "../../src/blocks/token-bound.ts"
import type { Caller, Tools, TurnSettings } from "../../src/context.ts"
import { openConversation } from "../../src/conversation/open.ts"
import { framingTokensPerMessage, requestCost } from "../../src/model/request.ts"
import { stopTurn } from "../../src/turn/stop.ts"
import { goOn } from "../support/continue.ts"
import { money, stored } from "../support/stored.ts"
import { callCost, calling, callUsage, costOfFrames, isOfStep, lastCall, lastCost, quickTools } from "../support/tool-calls.ts"
import { ask, newCaller, post, take } from "../support/visitor.ts"
import { model, startWorld, type TestContext, type World } from "../support/world.ts"

const look = { name: "look", description: "Looks somewhere.", inputSchema: { type: "object" } }

describeOnBothDatabases("on", (kind) => {
  let world: World
  let context: TestContext
  let caller: Caller
  const ran: string[] = []
  const tools = quickTools(ran)
  beforeAll(async () => {
    world = await startWorld(kind)
  })
  afterEach(() => {
    world.reset()
    ran.length = 0
  })
  afterAll(() => world.close())

  async function start(settings: Partial<TurnSettings> = {}) {
    context = { ...(await world.context({ settings, pace: { heartbeatMs: 50, leaseMs: 15_000, pollMs: 50 } })), tools }
    caller = newCaller()
  }
  const expectSpent = async (spent: number) => {
    const figures = { committed: spent, spent, turns: 1 }
    expect(await money(context, caller)).toEqual({ visitor: figures, address: figures, stage: figures })
  }

  test("the results of tools go to the model in a second call, and the turn is one answer with the sum of both costs", async () => {
    await start()
    world.bedrock.script(calling(["t1"]), lastCall)
    const heard = await take(context, caller, ask("Where?"))
    expect(heard.last).toEqual({ event: "done", status: "complete", length: 6 })
    const blocks = [
      { toolUse: { toolUseId: "t1", name: "look", input: { at: "home" }, status: "done" } },
      { toolResult: { toolUseId: "t1", status: "success", content: [{ text: "At the pier" }] } },
      { text: "There." },
    ]
    expect(heard.blocks).toEqual(blocks)
    const { messages, turns } = await stored(context, caller)
    expect(publicBlocks(messages[1]?.content ?? [])).toEqual(blocks)
    expect(messages[1]).toMatchObject({ cost: callCost + lastCost, usage: { inputTokens: 60, outputTokens: 5 } })
    expect(messages[1]?.estimated).toBeUndefined()
    expect(turns[0]).toMatchObject({ stepCount: 1, settled: callCost, reserved: { step: 2 } })
    expect(world.bedrock.calls[1]?.body.messages).toMatchObject([
      { role: "user", content: [{ text: "Where?" }] },
      { role: "assistant", content: [{ toolUse: { toolUseId: "t1", input: { at: "home" } } }] },
      { role: "user", content: [{ toolResult: { toolUseId: "t1", status: "success", content: [{ text: "At the pier" }] } }] },
    ])
    await expectSpent(callCost + lastCost)
    const again = await take(context, caller, ask("Where?", { turnId: heard.began?.turnId as string }))
    expect([again.blocks, again.events.at(-1)]).toEqual([blocks, heard.events.at(-1)])
  })

  test.each<[string, Partial<TurnSettings>, number]>([
    ["steps", { maxSteps: 2 }, 2],
    ["budget", { turnBudget: callCost + 1 }, 1],
    ["budget", { budgets: { visitor: 200_000, address: 1e10, stage: 1e11 } }, 1],
    ["time", { maxTurnMs: 50_000 }, 1],
  ])("a turn that reaches the limit of its %s keeps text and results, and is stopped (%o)", async (reason, settings, calls) => {
    await start(settings)
    if (settings.budgets) {
      // Room for the first call, and not for the second one beside its cost.
      context = { ...context, settings: { ...context.settings, budgets: { ...settings.budgets, visitor: await exactBudget() } } }
    }
    world.bedrock.script(...Array.from({ length: calls }, (_, n) => calling([`t${n}`])))
    const heard = await take(context, caller, ask("Where?"))
    expect(heard.last).toEqual({ event: "done", status: "stopped", length: 0 })
    expect(heard.events.at(-1)).toMatchObject({ data: { stopReason: reason, reason } })
    expect(world.bedrock.calls).toHaveLength(calls)
    expect(ran).toHaveLength(calls)
    expect(heard.blocks).toHaveLength(2 * calls)
    await expectSpent(calls * callCost)
    if (settings.budgets) return
    world.bedrock.reset()
    world.bedrock.script(lastCall)
    const { conversationId = "", turnId = "" } = heard.began ?? {}
    const { instructions } = context.settings
    const withTools = { ...context, settings: { ...context.settings, instructions: { ...instructions, tools: [look] } } }
    expect((await take(withTools, caller, goOn(conversationId, turnId))).last?.status).toBe("complete")
    const prompt = world.bedrock.calls[0]?.body.messages ?? []
    expect([prompt.length, prompt.at(-1)?.content[0]]).toMatchObject([1 + 2 * calls, { toolResult: { toolUseId: `t${calls - 1}` } }])
  })

  /** The reservation of the first call. */
  async function exactBudget(): Promise<number> {
    world.bedrock.script({})
    const probe = await world.context()
    const other = newCaller()
    await take(probe, other, ask("Where?"))
    const { turns } = await stored(probe, other)
    world.reset()
    return turns[0]?.reserved.nanoDollars as number
  }

  test.each(["UpdateItem", "TransactWriteItems"] as const)("the lost reply to the %s of a step changes nothing", async (operation) => {
    await start()
    world.bedrock.script(calling(["t1"]), lastCall)
    world.dynamo.rule({ operation, when: isOfStep, fault: "reply lost" })
    const heard = await take(context, caller, ask("Where?"))
    expect(world.dynamo.calls.filter(({ fault }) => fault)).toHaveLength(1)
    expect(heard.last).toMatchObject({ event: "done", status: "complete" })
    expect(ran).toEqual(["t1"])
    await expectSpent(callCost + lastCost)
  })

  test("a second call that breaks off costs its reservation beside the first call, which is kept without text", async () => {
    await start()
    world.bedrock.script(calling(["t1"]), { ...lastCall, fault: "tcp-reset", at: "before-first-delta" })
    const heard = await take(context, caller, ask("Where?"))
    expect(heard.last).toMatchObject({ event: "error", status: "interrupted" })
    expect(heard.blocks).toHaveLength(2)
    const { messages, turns } = await stored(context, caller)
    expect(messages[1]).toMatchObject({ estimated: true, usage: callUsage })
    await expectSpent(callCost + (turns[0]?.reserved.nanoDollars as number))
  })

  test("a stop while a tool runs ends the turn after it, without another tool or a second call", async () => {
    await start()
    const running = Promise.withResolvers<void>()
    const slow: Tools = {
      async run({ toolUseId }, signal) {
        ran.push(toolUseId)
        running.resolve()
        await new Promise((resolve) => signal.addEventListener("abort", resolve))
        return { toolUseId, status: "error", content: [{ text: "Stopped" }] }
      },
    }
    context = { ...context, tools: slow }
    world.bedrock.script(calling(["t1", "t2"], "I look."))
    const heard = post(context, caller, ask("Where?"))
    await running.promise
    await stopTurn(context, caller.owner, heard.began?.turnId as string)
    expect((await heard.over).last).toMatchObject({ event: "done", status: "stopped" })
    expect([world.bedrock.calls.length, ran]).toEqual([1, ["t1"]])
    await expectSpent(costOfFrames(7))
  })

  test("the next call is reserved for with the answer and the results so far", async () => {
    await start()
    world.bedrock.script(calling(["t1"], "I look."), lastCall)
    await take(context, caller, ask("Where?"))
    const { messages, turns } = await stored(context, caller)
    const { instructions, maxTokens } = context.settings
    const [question, answer] = messages.map(({ content }) => blocksOf(content))
    const contentTokens = blocksBound(question ?? [], model) + blocksBound((answer ?? []).slice(0, 3), model) + 2 * framingTokensPerMessage
    const size = { instructions, contentTokens, historyTokens: 0, maxTokens }
    expect(turns[0]?.reserved.nanoDollars).toBe(requestCost(model, size))
  })

  test("a call whose end cannot be stored runs no tool, and the turn is not complete", async () => {
    await start()
    world.bedrock.script(calling(["t1"], "I look."))
    world.dynamo.rule({ operation: "UpdateItem", times: 50, when: isOfStep, fault: "internal" })
    const heard = await take(context, caller, ask("Where?"))
    expect(heard.last).toMatchObject({ event: "error", status: "interrupted" })
    expect(heard.events.at(-1)).toMatchObject({ data: { code: "store.unavailable" } })
    expect(ran).toEqual([])
    await expectSpent(costOfFrames(4))
  })

  test.each(["UpdateItem", "TransactWriteItems"] as const)(
    "if all replies to the %s of a step are lost, the reader hears it, and the next one finds what the table contains",
    async (operation) => {
      await start()
      world.bedrock.script(calling(["t1"], "I look."))
      world.dynamo.rule({ operation, times: 50, when: isOfStep, fault: "reply lost" })
      const heard = await take(context, caller, ask("Where?"))
      expect(heard.events.at(-1)).toMatchObject({ event: "error", data: { code: "store.unavailable" } })
      expect(ran).toEqual(operation === "UpdateItem" ? [] : ["t1"])
      const { turns } = await stored(context, caller)
      expect(turns[0]).toMatchObject({ status: "streaming", stepCount: 1 })
      const later = { ...context, now: () => Date.now() + 120_000 }
      await openConversation(later, caller.owner, heard.began?.conversationId as string, { limit: 5 })
      const { messages } = await stored(context, caller)
      expect(messages[1]).toMatchObject({ status: "interrupted" })
      const open = operation === "UpdateItem" ? 0 : (turns[0]?.reserved.nanoDollars as number)
      await expectSpent(costOfFrames(4) + open)
    },
  )
})
