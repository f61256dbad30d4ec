import { setTimeout as wait } from "node:timers/promises"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import type { Caller } from "../../src/context.ts"
import { newConversationId } from "../../src/ids.ts"
import { textInLog } from "../support/log.ts"
import { said, stored } from "../support/stored.ts"
import { ask, newCaller, post, take, takeWell } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

let world: World
let context: TestContext
let caller: Caller
beforeAll(async () => {
  world = await startWorld()
  context = await world.context()
})
afterEach(() => world.reset())
afterAll(() => world.close())

const deltas = ["He said: ", "a", "😀", "b 👩‍👩‍👧 ", "and ", "left."]
const whole = deltas.join("")

/** A turn in the middle of its answer, with its first half stored by a heartbeat; `finish` resumes the model. */
async function startRunning() {
  caller = newCaller()
  const gate = Promise.withResolvers<void>()
  world.bedrock.script({ deltas, beforeDelta: (index) => (index === 3 ? gate.promise : undefined) })
  const request = ask("What did he say?")
  const first = post(context, caller, request)
  await expect.poll(() => textInLog(context, caller), { timeout: 5_000 }).toBe("He said: a😀")
  return { request, first, finish: gate.resolve }
}

describe("a second POST of a running turn", () => {
  test("joins it: one model call, the same ids, the same text, the same end", async () => {
    const { request, first, finish } = await startRunning()
    const second = post(context, caller, request)
    await expect.poll(() => second.text).toBe("He said: a😀")
    finish()
    const [one, two] = await Promise.all([first.over, second.over])
    expect([one.text, two.text]).toEqual([whole, whole])
    expect(two.began).toEqual(one.began)
    expect(two.events.at(-1)).toEqual(one.events.at(-1))
    expect(two.answer).toEqual(one.answer)
    expect(world.bedrock.calls).toHaveLength(1)
    expect(said(await stored(context, caller))).toEqual(["user What did he say?", `assistant complete ${whole}`])
  })

  test.each([
    ["what it does not hold yet", 4, whole.slice(4)],
    ["from before a pair that `after` would split", "He said: a😀".length - 1, whole.slice("He said: a".length)],
    ["nothing before an `after` beyond the text so far", "He said: a😀b ".length, whole.slice("He said: a😀b ".length)],
    ["nothing but the end for an `after` beyond the whole text", 10_000, ""],
  ])("hears %s", async (_, after, heard) => {
    const { request, first, finish } = await startRunning()
    const second = post(context, caller, { ...request, after })
    await wait(50)
    finish()
    expect((await second.over).text).toBe(heard)
    expect(second.last).toEqual({ event: "done", status: "complete", length: whole.length })
    await first.over
    expect((await take(context, caller, { ...request, after })).text).toBe(heard)
  })

  test("joins with any modelId, since the answer is already running", async () => {
    const { request, first, finish } = await startRunning()
    const second = post(context, caller, { ...request, modelId: "not.on-offer" })
    await expect.poll(() => second.text).toBe("He said: a😀")
    finish()
    expect((await second.over).last?.event).toBe("done")
    await first.over
  })

  test("is refused with other content or another conversation", async () => {
    const { request, first, finish } = await startRunning()
    const other = await take(context, caller, { ...request, content: [{ text: "Something else" }] })
    const elsewhere = await take(context, caller, { ...request, conversationId: newConversationId() })
    finish()
    expect([other.refused?.code, elsewhere.refused?.code]).toEqual(["turn.mismatch", "turn.mismatch"])
    expect((await first.over).last?.event).toBe("done")
    expect(world.bedrock.calls).toHaveLength(1)
  })
})

test("the ids of a text's deltas count UTF-16 code units and never part a surrogate pair, even if the model's pieces do", async () => {
  caller = newCaller()
  world.bedrock.script({ deltas: ["a", "😀".charAt(0), "😀".charAt(1), "b"] })
  const { events } = await take(context, caller, ask("Smile", { after: 0 }))
  let length = 0
  for (const event of events) {
    if (event.event !== "delta") continue
    expect(event.data.text.isWellFormed()).toBe(true)
    length += event.data.text.length
    expect(event.id).toBe(String(length))
  }
})

test("a turnId is per owner: another caller's turn with the same id is another turn", async () => {
  caller = newCaller()
  const request = ask("Mine")
  const stranger = newCaller()
  await takeWell(context, caller, request)
  expect((await take(context, stranger, { ...request, content: [{ text: "Not yours" }] })).last?.event).toBe("done")
  expect(said(await stored(context, caller))).toEqual(["user Mine", "assistant complete Hello from the model."])
})

test("a turn that is no version of a running one waits for its end: 409 with the running turn's id", async () => {
  const { request, first, finish } = await startRunning()
  const { conversationId } = first.began ?? {}
  const { refused } = await take(context, caller, ask("Hurry up", { conversationId }))
  const following = await take(context, caller, ask("Again", { conversationId, parentTurnId: request.turnId }))
  finish()
  await first.over
  const busy = { code: "turn.busy", extras: { turnId: request.turnId } }
  expect(refused).toMatchObject(busy)
  expect(following.refused).toMatchObject(busy)
  expect(world.bedrock.calls).toHaveLength(1)
})

test("a turn in a missing conversation, or in another owner's, is refused without a stored item", async () => {
  const { conversationId } = await takeWell(context, newCaller(), ask("Mine"))
  caller = newCaller()
  for (const missing of [conversationId, newConversationId()]) {
    expect((await take(context, caller, ask("Hi", { conversationId: missing }))).refused?.code).toBe("conversation.missing")
  }
  expect(await stored(context, caller)).toEqual({ turns: [], conversations: [], messages: [] })
  expect(world.bedrock.calls).toHaveLength(1)
})

test("the claim is checked first, then the conversation, then the limits", async () => {
  caller = newCaller()
  const request = ask("First")
  const { conversationId } = await takeWell(context, caller, request)
  const poor = { ...context, settings: { ...context.settings, turnsPerVisitorDaily: 1 } }
  const tooOften = ask("Second", { conversationId })
  expect((await take(poor, caller, request)).last?.event).toBe("done")
  expect((await take(poor, caller, { ...request, content: [{ text: "Other" }] })).refused?.code).toBe("turn.mismatch")
  expect((await take(poor, caller, { ...tooOften, conversationId: newConversationId() })).refused?.code).toBe("conversation.missing")
  expect((await take(poor, caller, { ...tooOften, versionOf: tooOften.turnId })).refused?.code).toBe("turn.missing")
  expect((await take(poor, caller, tooOften)).refused?.code).toBe("rate.exceeded")
})
