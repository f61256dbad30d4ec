import type { Message } from "@parley/api/message.ts"
import { findModel } from "@parley/core/model/catalogue.ts"
import { costOf, usdOf } from "@parley/core/model/price.ts"
import { heardBlocks } from "@parley/testing/stage/held-blocks.ts"
import { type SentEvent, type Visitor, visitorAt } from "@parley/testing/stage/visitor.ts"
import { createParser } from "eventsource-parser"
import { afterAll, beforeAll, expect, test } from "vitest"
import { blocksAt, blocksOf, type Plan, usageOfCall } from "../support/planned-turn.ts"
import { startToolStage, type ToolStage } from "../support/tool-stage.ts"

let world: ToolStage
beforeAll(async () => {
  world = await startToolStage()
})
afterAll(() => world?.stop())

const plan: Plan = [
  { words: ["I ", "look."], tools: 1 },
  { words: ["There", " it is."], tools: 0 },
]
type Opened = { messages: Message[]; turns: { content: unknown[] }[] }
const open = async (visitor: Visitor, conversationId: unknown) =>
  (await visitor.json<Opened>("GET", `/conversations/${conversationId}`)).body

test("a turn of two model calls is one stream and one stored answer, with the sum of both costs", async () => {
  const visitor = visitorAt(world.stage.url)
  const { turnId } = world.plan("Where?", plan)
  const body = { turnId, content: [{ text: "Where?" }] }
  const events = await visitor.chat(body)
  expect(events.filter(({ event }) => event === "block").map(({ data }) => Object.keys(data.block as object)[0])).toEqual([
    "text",
    "toolUse",
    "toolResult",
    "text",
  ])
  expect(events.flatMap(({ event }, index) => (event === "done" || event === "error" ? [event, index] : []))).toEqual([
    "done",
    events.length - 1,
  ])
  const blocks = blocksOf("Where?", plan)
  expect(heardBlocks(events)).toEqual(blocks)
  const { messages } = await open(visitor, events[0]?.data.conversationId)
  const model = findModel(String(events[0]?.data.modelId)) ?? expect.fail("No model")
  const usage = { ...usageOfCall, inputTokens: 2 * usageOfCall.inputTokens, outputTokens: 2 * usageOfCall.outputTokens }
  const cost = 2 * costOf(model, usageOfCall)
  expect(messages[1]).toMatchObject({ status: "complete", content: blocks, usage, cost: { usd: usdOf(cost) } })
  expect(events.at(-1)?.data).toMatchObject({ status: "complete", usage, cost: { usd: usdOf(cost) } })
  const money = (await world.items()).filter(({ committed }) => committed !== undefined)
  expect(money.map(({ committed, spent }) => ({ committed, spent }))).toEqual(Array(3).fill({ committed: cost, spent: cost }))

  const again = await visitor.chat(body)
  expect([heardBlocks(again), again.at(-1)]).toEqual([blocks, events.at(-1)])
  expect([world.tools.runs, world.callsOf("Where?").length]).toEqual([["Where?-1-0"], 2])
})

/** A caller that keeps what it hears of a turn over several connections. */
function newCaller(visitor: Visitor, turn: object) {
  const events: SentEvent[] = []
  let connection = new AbortController()
  let over: Promise<void> = Promise.resolve()
  return {
    events,
    /** Posts the turn, and reads as long as the connection lasts. */
    async connect(more: object = {}, headers: Record<string, string> = {}): Promise<void> {
      connection = new AbortController()
      const { signal } = connection
      const options = { body: { ...turn, ...more }, headers: { accept: "text/event-stream", ...headers }, signal }
      const response = await visitor.request("POST", "/chat", options)
      expect(response.status).toBe(200)
      over = read(response).catch((error: unknown) => {
        if (!signal.aborted) throw error
      })
      over.catch(() => undefined)
    },
    async cut(): Promise<void> {
      connection.abort()
      await over
    },
    ended: () => over,
    lastId: () => events.findLast(({ id }) => id !== undefined)?.id ?? "",
  }

  async function read(response: Response): Promise<void> {
    const parser = createParser({ onEvent: ({ event = "", id, data }) => events.push({ event, id, data: JSON.parse(data) }) })
    const decoder = new TextDecoder()
    for await (const bytes of response.body ?? []) parser.feed(decoder.decode(bytes, { stream: true }))
  }
}

test("callers that join a turn while its tool runs, and are cut off there, get every block once", async () => {
  const visitor = visitorAt(world.stage.url)
  await visitor.json("GET", "/config")
  const { turnId, hold } = world.plan("Once?", plan, { call: 1, tool: 0 })
  const callers = Array.from({ length: 4 }, () => newCaller(visitor, { turnId, content: [{ text: "Once?" }] }))
  const [first, second, third, late] = callers as [Caller, Caller, Caller, Caller]
  const soFar = blocksAt("Once?", plan, { call: 1, tool: 0 }, "running")
  const holdsSoFar = (caller: Caller) => expect.poll(() => heardBlocks(caller.events), { timeout: 25_000 }).toEqual(soFar)
  await first.connect()
  await hold.reached
  await second.connect()
  await Promise.all([first, second].map(holdsSoFar))
  expect((await open(visitor, first.events[0]?.data.conversationId)).turns).toMatchObject([{ turnId, content: soFar }])
  late.events.push(...second.events)
  await Promise.all([first.cut(), second.cut()])
  // The server still follows for the caller that was cut off: with these two, three follow.
  await first.connect({ after: first.lastId() })
  await third.connect()
  await holdsSoFar(third)
  await third.cut()
  hold.release()
  await first.ended()
  await second.connect({}, { "last-event-id": second.lastId() })
  await third.connect({ after: third.lastId() })
  await late.connect({ after: late.lastId() })
  await Promise.all(callers.map(({ ended }) => ended()))

  const { messages } = await open(visitor, first.events[0]?.data.conversationId)
  expect(messages[1]).toMatchObject({ status: "complete", content: blocksOf("Once?", plan) })
  for (const { events } of callers) {
    expect(heardBlocks(events)).toEqual(messages[1]?.content)
    expect(events.filter(({ event }) => event === "block").map(({ data }) => data.index)).toEqual([0, 1, 2, 3])
    expect(events.filter(({ event }) => event === "done")).toEqual([first.events.at(-1)])
  }
  expect([world.tools.runs.filter((id) => id.startsWith("Once?")), world.callsOf("Once?").length]).toEqual([["Once?-1-0"], 2])
})

type Caller = ReturnType<typeof newCaller>
