import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"
import type { Caller } from "../../src/context.ts"
import { money, said, settled, stored } from "../support/stored.ts"
import { ask, newCaller, take, takeToEnd, takeWell } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

let world: World
let context: TestContext
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

/** A conversation's second turn that failed without cost. */
async function leaveFailed() {
  const { conversationId } = await takeWell(context, caller, ask("First"))
  const request = ask("Second", { conversationId })
  world.bedrock.script({ fault: "ModelErrorException" })
  const { began, last } = await take(context, caller, request)
  expect(last).toEqual({ event: "error", status: "failed", length: 0, code: "model.failed" })
  world.bedrock.reset()
  return { request, began }
}

const answer = "assistant complete Hello from the model."

test("the next POST of a failed turn runs it again, with the same ids, one question, one answer and the earlier history", async () => {
  const { request, began } = await leaveFailed()
  expect(said(await stored(context, caller))).toEqual(["user First", answer, "user Second", "assistant failed"])
  const again = await take(context, caller, request)
  expect(again.began).toEqual(began)
  expect(again.last).toMatchObject({ event: "done", status: "complete" })
  const kept = await stored(context, caller)
  expect(said(kept)).toEqual(["user First", answer, "user Second", answer])
  expect(kept.conversations).toMatchObject([{ messageCount: 4 }])
  expect(await money(context, caller)).toEqual(settled(2 * 4_000, 3))
  expect(world.bedrock.calls[0]?.body.messages.map(({ content }) => content[0]?.text)).toEqual(["First", "Hello from the model.", "Second"])
})

test("of many concurrent POSTs of a failed turn, one runs it and all others join", async () => {
  const { request } = await leaveFailed()
  world.bedrock.otherwise({ deltas: ["once ", "more"], delayMs: 100 })
  const all = await Promise.all(Array.from({ length: 8 }, () => takeToEnd(context, caller, request)))
  expect(all.map(({ text, refused }) => refused?.code ?? text)).toEqual(Array.from({ length: 8 }, () => "once more"))
  expect(world.bedrock.calls).toHaveLength(1)
  expect(said(await stored(context, caller)).slice(2)).toEqual(["user Second", "assistant complete once more"])
})

test("a failed turn can fail again, and then runs again too", async () => {
  const { request } = await leaveFailed()
  world.bedrock.script({ fault: "AccessDeniedException" })
  expect((await take(context, caller, request)).last?.status).toBe("failed")
  expect((await take(context, caller, request)).last?.status).toBe("complete")
  expect((await stored(context, caller)).conversations).toMatchObject([{ messageCount: 4 }])
})
