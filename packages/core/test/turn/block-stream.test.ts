import { setTimeout as wait } from "node:timers/promises"
import type { Block } from "@parley/api/block.ts"
import { type Frame, wireFrames, written } from "@parley/testing/answers/writing.ts"
import { runsAll, variants } from "@parley/testing/cases/test-set.ts"
import { describeOnBothDatabases } from "@parley/testing/dynamodb/both-databases.ts"
import { HeldBlocks } from "@parley/testing/stage/held-blocks.ts"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { publicBlocks, storedText } from "../../src/blocks/stored.ts"
import { openConversation } from "../../src/conversation/open.ts"
import { beginTurn } from "../../src/turn/begin.ts"
import { append, partOf } from "../../src/turn/log.ts"
import { nothingLogged, withEvent } from "../../src/turn/log-events.ts"
import { newReader } from "../../src/turn/new-reader.ts"
import { blockKinds, call, delta, reasoning, stop, untimed } from "../support/block-frames.ts"
import { isBeat } from "../support/log.ts"
import { stored } from "../support/stored.ts"
import { ask, newCaller, post, take } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

const everyKind = blockKinds[2]?.[1].concat(call(2, ['{"at":', '"home"}']), stop(2), delta(3, { text: "There." })) as Frame[]

describeOnBothDatabases("on", (kind) => {
  let world: World
  let context: TestContext & { tableName: string }
  beforeAll(async () => {
    world = await startWorld(kind)
    context = await world.context({ pace: { heartbeatMs: 30, leaseMs: 15_000, pollMs: 200 } })
  })
  afterEach(() => world.reset())
  afterAll(() => world.close())

  test.each(blockKinds)(
    "%s is stored once although the reply to a write of the log is lost, and a follower holds what is stored",
    async (_, frames) => {
      for (const nth of variants([2, 1, 4])) {
        world.reset()
        const caller = newCaller()
        world.dynamo.rule({ operation: "PutItem", nth, when: isBeat, fault: "reply lost" })
        world.bedrock.script({ frames: wireFrames(frames), delayMs: 40 })
        const request = ask("Look")
        const first = post(context, caller, request)
        await expect.poll(() => first.blocks.length, { interval: 5 }).toBeGreaterThan(0)
        const [one, two] = await Promise.all([first.over, take(context, caller, request)])
        const { messages } = await stored(context, caller)
        const blocks = publicBlocks(messages[1]?.content ?? [])
        expect(blocks.map(untimed)).toEqual(publicBlocks(written(frames).blocks).map(untimed))
        expect([one.blocks, two.blocks]).toEqual([blocks, blocks])
        expect(one.events.at(-1)).toEqual(two.events.at(-1))
      }
    },
  )

  test("a caller that reads reasoning when the turn is run again gets the new run from its first block", async () => {
    const caller = newCaller()
    const slow = { ...context, pace: { heartbeatMs: 30, leaseMs: 15_000, pollMs: 1_500 } }
    const failing = Promise.withResolvers<void>()
    const thoughts = wireFrames(reasoning.slice(0, 3)).slice(0, -2)
    world.bedrock.script({ frames: thoughts, beforeDelta: (n) => (n === thoughts.length ? failing.promise : undefined) })
    world.bedrock.script({ frames: wireFrames([...reasoning, delta(1, { text: "Now." })]) })
    const request = ask("Look")
    const first = post(context, caller, request)
    const thought = [{ reasoning: { text: "Let me think 😀 of it", milliseconds: 0 } }]
    await expect.poll(() => first.blocks, { interval: 5 }).toEqual(thought)
    await wait(100)
    const follower = post(slow, caller, request)
    await expect.poll(() => follower.blocks, { interval: 5, timeout: 5_000 }).toEqual(thought)
    const held = { after: follower.id as string, holding: [...follower.blocks] }
    failing.resolve()
    expect((await first.over).last).toMatchObject({ status: "failed" })
    expect(first.blocks).toEqual([])
    const again = await take(context, caller, request)
    const blocks = publicBlocks(again.answer?.content ?? [])
    expect(blocks).toMatchObject([{ reasoning: { text: "Let me think 😀 of it" } }, { text: "Now." }])
    expect((await follower.over).blocks).toEqual(blocks)
    expect(follower.events.map(({ event }) => event).filter((event) => event === "error")).toEqual([])
    const back = await take(context, caller, { ...request, after: held.after }, { holding: held.holding })
    expect(back.blocks).toEqual(blocks)
  })

  test("a dead generator's answer is recovered at every event of every kind of block, and a caller that heard more gets what is stored", async () => {
    const { events } = written(everyKind)
    const later = await world.context({ tableName: context.tableName, now: () => Date.now() + 60_000 })
    for (let logged = 0; logged <= events.length; logged += runsAll ? 1 : 3) {
      const caller = newCaller()
      const request = ask("Look")
      const { turn } = await beginTurn(context, caller, request, Date.now() + 20_000)
      const heard = statesOf(turn.runId, events)
      const json = JSON.stringify(events.slice(0, logged))
      await append(context, partOf(turn, { seq: 1, kind: "events", events: json, leaseUntil: new Date(0).toISOString() }, Date.now()))
      const { messages } = await openConversation(later, caller.owner, turn.conversationId, { limit: 10 })
      const message = messages.find(({ role }) => role === "assistant")
      const soFar = events.slice(0, logged).reduce(withEvent, nothingLogged.blocks)
      expect(message?.status).toBe(storedText(soFar) === "" ? "failed" : "interrupted")
      const blocks = publicBlocks(message?.content ?? [])
      expect(blocks).toEqual(storedText(soFar) === "" ? [] : publicBlocks(soFar).map(recovered))
      if (message?.status === "failed") continue
      for (const { after, holding } of heard) {
        const back = await take(later, caller, { ...request, conversationId: turn.conversationId, after }, { holding })
        expect(back.blocks, `${logged} logged, heard up to ${after}`).toEqual(blocks)
      }
    }
  }, 60_000)
})

/** The caller's blocks and position after some of the events. */
function statesOf(runId: string, events: ReturnType<typeof written>["events"]) {
  const held = new HeldBlocks()
  const states: { after: string; holding: Block[] }[] = []
  const reader = newReader(undefined, runId, (event) => {
    held.hear(event)
    if ("id" in event && event.id) states.push({ after: event.id, holding: [...held.blocks] })
  })
  for (const event of events) reader.add(event)
  return states.filter((_, index) => index % 3 === 0 || index === states.length - 1)
}

/** Nobody knows the outcome of a call that was running. */
const recovered = (block: Block): Block =>
  "toolUse" in block && block.toolUse.status === "running" ? { toolUse: { ...block.toolUse, status: "unknown" } } : block
