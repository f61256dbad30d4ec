import { brokenStreams } from "@parley/testing/bedrock/broken-streams.ts"
import type { Fault, Position } from "@parley/testing/bedrock/fault-bedrock-answer.ts"
import { runsAll, variants } from "@parley/testing/cases/test-set.ts"
import type { DynamoFault } from "@parley/testing/dynamodb/dynamo-proxy.ts"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { publicBlocks } from "../../src/blocks/stored.ts"
import type { Caller } from "../../src/context.ts"
import { goOn } from "../support/continue.ts"
import { money, stored } from "../support/stored.ts"
import { callCost, calling, isOfStep, lastCall, lastCost, quickTools } from "../support/tool-calls.ts"
import { ask, type Heard, newCaller, take } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

let world: World
let context: TestContext
let caller: Caller
const ran: string[] = []
beforeAll(async () => {
  world = await startWorld()
})
beforeEach(() => {
  caller = newCaller()
  ran.length = 0
})
afterEach(() => world.reset())
afterAll(() => world.close())

/** The SDK's default number of attempts for DynamoDB. */
const sdkAttempts = 4
/** The SDK's delays after throttling: up to one second, then up to two. */
const backoffPatience = 10_000

async function start(silenceMs: number) {
  context = { ...(await world.context({ silenceMs, maxAttempts: sdkAttempts })), tools: quickTools(ran) }
}

async function expectSpent(spent: number) {
  const figures = { committed: spent, spent, turns: 1 }
  expect(await money(context, caller)).toEqual({ visitor: figures, address: figures, stage: figures })
}

const firstCall = [
  { toolUse: { toolUseId: "t1", name: "look", input: { at: "home" }, status: "done" } },
  { toolResult: { toolUseId: "t1", status: "success", content: [{ text: "At the pier" }] } },
]

const writes = [
  ["the end of a call", "UpdateItem"],
  ["the reservation of the next call", "TransactWriteItems"],
] as const
const tableFaults: DynamoFault[] = ["throttled", "throughput", "internal", "conflict", "request lost", "reply lost"]

describe.each(writes)("%s", (_, operation) => {
  describe.each([1, sdkAttempts])("broken %i times", (times) => {
    // The SDK repeats throttled calls like those with an internal error, but for seconds.
    const faults = times > 1 && !runsAll ? tableFaults.filter((fault) => !fault.startsWith("thr")) : tableFaults
    test.each(faults)("%s: the turn is complete, its tool ran once, each call is charged once", async (fault) => {
      await start(backoffPatience)
      world.bedrock.script(calling(["t1"]), lastCall)
      world.dynamo.rule({ operation, when: isOfStep, fault, times })
      const request = ask("Where?")
      const heard = await take(context, caller, request)
      expect(world.dynamo.calls.filter((call) => call.fault).length).toBeGreaterThan(0)
      expect(heard.last).toEqual({ event: "done", status: "complete", length: 6 })
      const { messages } = await stored(context, caller)
      const blocks = [...firstCall, { text: "There." }]
      expect([heard.blocks, publicBlocks(messages[1]?.content ?? []), messages.length]).toEqual([blocks, blocks, 2])
      expect([ran, world.bedrock.calls.length]).toEqual([["t1"], 2])
      await expectSpent(callCost + lastCost)
      expect((await take(context, caller, request)).blocks).toEqual(blocks)
    })
  })
})

/** Whatever happens in the second call: what the first one said and did is kept, the tool is not run again, and Continue goes on. */
async function expectKept(heard: Heard, text: string, code: string) {
  expect(heard.last).toEqual({ event: "error", status: "interrupted", length: text.length, code })
  const blocks = [...firstCall, ...(text ? [{ text }] : [])]
  const { messages, conversations } = await stored(context, caller)
  expect([heard.blocks, publicBlocks(messages[1]?.content ?? [])]).toEqual([blocks, blocks])
  expect(messages[1]?.status).toBe("interrupted")
  expect(conversations[0]?.running).toBeUndefined()
  const { conversationId = "", turnId = "" } = heard.began ?? {}
  const calls = world.bedrock.calls.length
  const again = await take(context, caller, ask("Where?", { turnId }))
  expect([again.blocks, world.bedrock.calls.length, ran]).toEqual([blocks, calls, ["t1"]])
  world.bedrock.reset()
  const next = await take(context, caller, goOn(conversationId, turnId))
  expect([next.last?.status, next.text, ran]).toEqual(["complete", "Hello from the model.", ["t1"]])
}

const deltas = ["one", " two", " three", " four"]
const textBefore: Record<Position, string> = { middle: "one two", "before-first-delta": "", "before-stop": "one two three four" }
const positions = variants(Object.keys(textBefore) as Position[])

describe.each(positions)("a second call that breaks %s keeps its text, and counts at its upper bound", (at) => {
  test.each(brokenStreams)("%s", async (fault, code) => {
    await start(500)
    world.bedrock.script(calling(["t1"]), { deltas, fault, at })
    const heard = await take(context, caller, ask("Where?"))
    const { turns } = await stored(context, caller)
    await expectSpent(callCost + (turns[0]?.reserved.nanoDollars as number))
    await expectKept(heard, textBefore[at], code)
  })
})

describe("a second call that Bedrock refuses before its first byte costs nothing", () => {
  test.each<[Fault, string, number]>([
    ["ThrottlingException", "model.throttled", 3],
    ["InternalServerException", "model.failed", 3],
    ["ModelTimeoutException", "model.timeout", 1],
    ["AccessDeniedException", "model.refused", 1],
    ["ValidationException", "model.refused", 1],
  ])("%s", async (fault, code, tries) => {
    await start(backoffPatience)
    world.bedrock.script(calling(["t1"]), ...Array.from({ length: tries }, () => ({ fault })))
    const heard = await take(context, caller, ask("Where?"))
    expect(world.bedrock.calls).toHaveLength(1 + tries)
    await expectSpent(callCost)
    await expectKept(heard, "", code)
  })

  test("for a moment is repeated by the SDK without a visible error", async () => {
    await start(backoffPatience)
    world.bedrock.script(calling(["t1"]), { fault: "ThrottlingException" }, lastCall)
    const heard = await take(context, caller, ask("Where?"))
    expect(heard.last).toMatchObject({ event: "done", status: "complete" })
    expect(ran).toEqual(["t1"])
    await expectSpent(callCost + lastCost)
  })
})
