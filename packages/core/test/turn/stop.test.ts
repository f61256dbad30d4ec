import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import type { Caller } from "../../src/context.ts"
import { newTurnId } from "../../src/ids.ts"
import { stopTurn } from "../../src/turn/stop.ts"
import { isBeat, isStop } from "../support/log.ts"
import { money, said, settled, stored } from "../support/stored.ts"
import { ask, newCaller, post, take, takeWell } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

let world: World
let context: TestContext & { tableName: string }
let caller: Caller
beforeAll(async () => {
  world = await startWorld()
})
beforeEach(async () => {
  context = await world.context()
  caller = newCaller()
})
afterEach(() => world.reset())
afterAll(() => world.close())

/** A turn whose model sends this text and then goes silent. */
async function startStalled(deltas = ["one ", "two"]) {
  world.bedrock.script({ deltas, fault: "stall", at: "before-stop" })
  const request = ask("Count")
  const turn = post(context, caller, request)
  await expect.poll(() => world.bedrock.calls.length).toBe(1)
  await expect.poll(() => turn.text).toBe(deltas.join(""))
  return { request, turn, stop: () => stopTurn(context, caller.owner, request.turnId) }
}

const beats = () => world.dynamo.calls.filter(isBeat)

describe("a running turn that is asked to stop", () => {
  test("stops at one of its next two heartbeats, cancels the model, keeps its text and is charged at its upper bound", async () => {
    const { request, turn, stop } = await startStalled()
    const before = beats().length
    await stop()
    const { last, answer } = await turn.over
    expect(beats().length - before).toBeLessThanOrEqual(2)
    expect(last).toEqual({ event: "done", status: "stopped", length: 7 })
    await world.bedrock.calls[0]?.ended
    expect(world.bedrock.calls[0]).toMatchObject({ aborted: true, complete: false })

    const kept = await stored(context, caller)
    expect(said(kept)).toEqual(["user Count", "assistant stopped one two"])
    expect(kept.turns[0]).toMatchObject({ status: "stopped", turnId: request.turnId })
    expect(kept.turns[0]?.stopRequested).toBeUndefined()
    expect(kept.conversations[0]?.running).toBeUndefined()
    expect(answer).toMatchObject({ stopReason: "stop_requested", cost: kept.turns[0]?.reserved.nanoDollars })
    expect(await money(context, caller)).toEqual(settled(kept.turns[0]?.reserved.nanoDollars as number, 1))
  })

  test("stops for joined callers too, and is replayed as stopped", async () => {
    const { request, turn, stop } = await startStalled()
    const joined = post(context, caller, request)
    await stop()
    await turn.over
    expect((await joined.over).last).toEqual(turn.last)
    expect(await take(context, caller, request)).toMatchObject({ text: "one two", last: turn.last })
    expect(world.bedrock.calls).toHaveLength(1)
  })

  test("contributes its text to the next turn's history", async () => {
    const { turn, stop } = await startStalled()
    await stop()
    const { began } = await turn.over
    await takeWell(context, caller, ask("Go on", { conversationId: began?.conversationId }))
    expect(world.bedrock.calls[1]?.body.messages.map(({ content }) => content[0]?.text)).toEqual(["Count", "one two", "Go on"])
  })

  test("accepts a second request", async () => {
    const { turn, stop } = await startStalled()
    await Promise.all([stop(), stop()])
    await stop()
    expect((await turn.over).last).toMatchObject({ event: "done", status: "stopped" })
    expect(said(await stored(context, caller))).toHaveLength(2)
  })

  test("can be stopped before its first word", async () => {
    const { turn, stop } = await startStalled([])
    await stop()
    expect((await turn.over).last).toEqual({ event: "done", status: "stopped", length: 0 })
    expect(said(await stored(context, caller))).toEqual(["user Count", "assistant stopped"])
  })

  test("is stopped even if another writer holds its item at that moment", async () => {
    const { turn, stop } = await startStalled()
    world.dynamo.rule({ operation: "PutItem", when: isStop, fault: "conflict", times: 2 })
    await stop()
    expect((await turn.over).last).toMatchObject({ event: "done", status: "stopped" })
  })
})

describe("a stop and the end at the same moment", () => {
  /** The turn's end is being stored when the stop arrives. */
  async function startEnding(moment: "before" | "after") {
    const arrived = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const held = () => {
      arrived.resolve()
      return release.promise
    }
    world.dynamo.rule({ operation: "TransactWriteItems", nth: 2, [moment]: held })
    const request = ask("Hi")
    const turn = post(context, caller, request)
    await arrived.promise
    return { request, turn, release: release.resolve }
  }

  test.each(["before", "after"] as const)("a stop %s the end was stored leaves a complete answer", async (moment) => {
    const { request, turn, release } = await startEnding(moment)
    await stopTurn(context, caller.owner, request.turnId)
    release()
    expect((await turn.over).last).toMatchObject({ event: "done", status: "complete" })
    const kept = await stored(context, caller)
    expect(said(kept)).toEqual(["user Hi", "assistant complete Hello from the model."])
    expect(kept.turns[0]?.stopRequested).toBeUndefined()
    expect(await money(context, caller)).toEqual(settled(4_000, 1))
  })
})

test("a stop of an ended turn changes nothing", async () => {
  const request = ask("Hi")
  await takeWell(context, caller, request)
  const before = await stored(context, caller)
  await stopTurn(context, caller.owner, request.turnId)
  expect(await stored(context, caller)).toEqual(before)
})

test("a stop of an unknown, foreign or expired turn is refused", async () => {
  const request = ask("Hi")
  await takeWell(context, caller, request)
  const missing = { code: "turn.missing" }
  await expect(stopTurn(context, caller.owner, newTurnId())).rejects.toMatchObject(missing)
  await expect(stopTurn(context, newCaller().owner, request.turnId)).rejects.toMatchObject(missing)
  const nextMonth = await world.context({ tableName: context.tableName, now: () => Date.now() + 31 * 86_400_000 })
  await expect(stopTurn(nextMonth, caller.owner, request.turnId)).rejects.toMatchObject(missing)
})

test("a stop before its turn begins does not stop it", async () => {
  const request = ask("Hi")
  await expect(stopTurn(context, caller.owner, request.turnId)).rejects.toMatchObject({ code: "turn.missing" })
  expect((await take(context, caller, request)).last).toMatchObject({ status: "complete" })
})
