import { describeOnBothDatabases } from "@parley/testing/dynamodb/both-databases.ts"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"
import type { Caller } from "../../src/context.ts"
import { cutStory, goOn } from "../support/continue.ts"
import { ask, newCaller, post, take, takeWell } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

describeOnBothDatabases("an answer, on", (kind) => {
  let world: World
  let context: TestContext
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

  const ends: [string, Parameters<World["bedrock"]["script"]>[0], boolean][] = [
    ["ended by its length", { stopReason: "max_tokens" }, true],
    ["ended by the context window", { stopReason: "model_context_window_exceeded" }, true],
    ["interrupted", { deltas: ["one ", "two ", "three"], fault: "clean-end", at: "middle" }, true],
    ["ended by the model", {}, false],
    ["filtered", { stopReason: "content_filtered" }, false],
    ["failed", { fault: "ValidationException" }, false],
  ]
  test.each(ends)("that was %s can go on: %s %s", async (_, script, isContinued) => {
    world.bedrock.script(script)
    const { began } = await take(context, caller, ask("Tell a story"))
    const { conversationId = "", turnId = "" } = began ?? {}
    const { last, refused } = await take(context, caller, goOn(conversationId, turnId))
    if (isContinued) expect(last?.status).toBe("complete")
    else expect(refused?.code).toBe("body.invalid")
  })

  test("cannot go on while it runs, if it was stopped by the person, or under another conversation", async () => {
    const { conversationId, story } = await cutStory(world, context, caller)
    const gate = Promise.withResolvers<void>()
    world.bedrock.script({ beforeDelta: () => gate.promise })
    const running = post(context, caller, ask("More", { conversationId, parentTurnId: story }))
    await expect.poll(() => running.began).toBeDefined()
    const turnId = running.began?.turnId ?? ""
    expect((await take(context, caller, goOn(conversationId, turnId))).refused).toMatchObject({ code: "turn.busy", extras: { turnId } })
    gate.resolve()
    await running.over
    await context.store.entities.messages
      .patch({ conversationId, messageId: running.began?.messageId ?? "" })
      .set({ status: "stopped", stopReason: "stop_requested" })
      .go()
    expect((await take(context, caller, goOn(conversationId, turnId))).refused?.code).toBe("body.invalid")
    const elsewhere = await takeWell(context, caller, ask("Elsewhere"))
    expect((await take(context, caller, goOn(elsewhere.conversationId, story))).refused?.code).toBe("turn.missing")
    const size = { status: "stopped" as const, stopReason: "size", reason: "size" as const }
    await context.store.entities.messages
      .patch({ conversationId, messageId: running.began?.messageId ?? "" })
      .set(size)
      .go()
    expect((await take(context, caller, goOn(conversationId, turnId))).last?.status).toBe("complete")
  })
})
