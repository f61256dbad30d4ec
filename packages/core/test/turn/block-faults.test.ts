import { wireFrames } from "@parley/testing/answers/writing.ts"
import type { Fault, Position } from "@parley/testing/bedrock/fault-bedrock-answer.ts"
import { variants } from "@parley/testing/cases/test-set.ts"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { publicBlocks } from "../../src/blocks/stored.ts"
import { blockKinds, untimed } from "../support/block-frames.ts"
import { money, settled, stored } from "../support/stored.ts"
import { ask, newCaller, take } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

let world: World
let context: TestContext
beforeAll(async () => {
  world = await startWorld()
})
beforeEach(async () => {
  context = await world.context({ silenceMs: 500 })
})
afterEach(() => world.reset())
afterAll(() => world.close())

const positions: Position[] = ["before-first-delta", "middle", "before-stop"]
const faults = variants<Fault>(["modelStreamErrorException", "tcp-reset", "clean-end", "corrupt-frame", "stall"], 2)

describe.each(blockKinds)("%s that breaks off is stored as it was heard, never as complete, and counts at its upper bound", (_, frames) => {
  test.each(positions.flatMap((at) => faults.map((fault) => ({ at, fault }))))("$fault, $at", async ({ at, fault }) => {
    const caller = newCaller()
    const all = wireFrames(frames).slice(0, -2)
    world.bedrock.script({ frames: all, fault, at })
    const request = ask("Look")
    const heard = await take(context, caller, request)
    const { messages, turns, conversations } = await stored(context, caller)
    const status = heard.text ? "interrupted" : "failed"
    expect(heard.last).toMatchObject({ event: "error", status })
    expect([messages[1]?.status, conversations[0]?.running]).toEqual([status, undefined])
    expect(publicBlocks(messages[1]?.content ?? []).map(untimed)).toEqual(heard.blocks.map(untimed))
    if (at === "before-stop" && status === "interrupted") expect(heard.blocks).toHaveLength(kindsOf(frames))
    expect(await money(context, caller)).toEqual(settled(turns[0]?.reserved.nanoDollars as number, 1))
    world.bedrock.reset()
    const { conversationId } = heard.began ?? {}
    if (status === "interrupted") expect((await take(context, caller, { ...request, conversationId })).blocks).toEqual(heard.blocks)
    expect((await take(context, caller, ask("And now?", { conversationId }))).last).toMatchObject({ event: "done", status: "complete" })
  })
})

/** The number of blocks that the frames of a whole answer write. */
const kindsOf = (frames: (typeof blockKinds)[number][1]): number =>
  new Set(frames.flatMap(({ contentBlockDelta, contentBlockStart }) => (contentBlockDelta ?? contentBlockStart)?.contentBlockIndex ?? []))
    .size
