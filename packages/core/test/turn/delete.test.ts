import { reservationOf } from "@parley/testing/cases/reservation.ts"
import type { DynamoCall, DynamoOperation } from "@parley/testing/dynamodb/dynamo-proxy.ts"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import type { Caller } from "../../src/context.ts"
import { changeConversation } from "../../src/conversation/change.ts"
import { deleteConversation } from "../../src/conversation/delete.ts"
import { stopTurn } from "../../src/turn/stop.ts"
import { isBeat, textInLog } from "../support/log.ts"
import { money, settled, stored } from "../support/stored.ts"
import { ask, newCaller, post, take, takeWell } from "../support/visitor.ts"
import { model, startWorld, type TestContext, type World } from "../support/world.ts"

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

const nothing = { turns: [], conversations: [], messages: [] }
const isHiding = ({ body }: DynamoCall) => JSON.stringify(body).includes("deletedAt")
const remove = (conversationId: string) => deleteConversation(context.store, caller.owner, conversationId, Date.now)

/** A turn that pauses in the middle of its answer until `finish`. */
async function startWaiting(request = ask("Count")) {
  const gate = Promise.withResolvers<void>()
  world.bedrock.script({ deltas: ["one ", "two"], beforeDelta: (index) => (index === 1 ? gate.promise : undefined) })
  const turn = post(context, caller, request)
  await expect.poll(() => turn.text).toBe("one ")
  return { turn, conversationId: turn.began?.conversationId as string, finish: gate.resolve }
}

/** The cost of a turn whose conversation was deleted before or after its end, with no reservation left. */
async function expectOnlyMoneyLeft(kept: "the reservation" | "the true cost") {
  expect(await stored(context, caller)).toEqual(nothing)
  const figures = await money(context, caller)
  const { spent } = figures.visitor
  expect(figures).toEqual(settled(spent, 1))
  if (kept === "the true cost") expect(spent).toBe(20 * 100 + 2 * 500)
  else expect(spent).toBe(reservationOf(model, "Count".length, 0, context.settings.maxTokens))
}

test("deleting a conversation during its answer stops the model, leaves no item behind and settles the cost", async () => {
  world.bedrock.script({ deltas: ["one "], fault: "stall", at: "before-stop" })
  const turn = post(context, caller, ask("Count"))
  await expect.poll(() => turn.text).toBe("one ")
  await remove(turn.began?.conversationId as string)
  expect((await turn.over).last).toMatchObject({ event: "error", code: "conversation.missing" })
  await world.bedrock.calls[0]?.ended
  expect(world.bedrock.calls[0]?.aborted).toBe(true)
  await expectOnlyMoneyLeft("the reservation")
})

test("an answer that ends just after the deletion is not stored, and is charged at its true cost", async () => {
  const { turn, conversationId, finish } = await startWaiting()
  await remove(conversationId)
  finish()
  expect((await turn.over).last).toMatchObject({ event: "error", code: "conversation.missing" })
  await expectOnlyMoneyLeft("the true cost")
})

test("a resuming caller of a deleted answer gets turn.missing, without a new turn, model call or reservation", async () => {
  const request = ask("Count")
  const { conversationId } = await takeWell(context, caller, request)
  await remove(conversationId)
  const before = await money(context, caller)
  for (const more of [{}, { conversationId }, { modelId: "not.on-offer" }]) {
    expect((await take(context, caller, { ...request, ...more, after: 3 })).refused?.code).toBe("turn.missing")
  }
  expect(await stored(context, caller)).toEqual(nothing)
  expect(await money(context, caller)).toEqual(before)
  expect(world.bedrock.calls).toHaveLength(1)
})

test("a failed turn that is deleted while a resuming caller restarts it does not start as a new turn", async () => {
  const request = ask("Count")
  world.bedrock.script({ fault: "ValidationException" })
  const failed = await take(context, caller, request)
  expect(failed.last).toMatchObject({ status: "failed" })
  const deleting = async () => void (await remove(failed.began?.conversationId as string))
  world.dynamo.rule({ operation: "TransactWriteItems", before: deleting })
  expect((await take(context, caller, { ...request, after: 3 })).refused?.code).toMatch(/missing$/)
  expect(await stored(context, caller)).toEqual(nothing)
  expect(world.bedrock.calls).toHaveLength(1)
})

test("completing an interrupted deletion keeps a new turn with the same turnId", async () => {
  const request = ask("Count")
  const first = await startWaiting(request)
  const ofMessages = ({ body }: DynamoCall) => JSON.stringify(body).includes("message_1")
  world.dynamo.rule({ operation: "Query", when: ofMessages, fault: "internal", times: 10 })
  await expect(remove(first.conversationId)).rejects.toThrow()
  first.finish()
  await first.turn.over
  world.reset()
  const again = await startWaiting(request)
  expect(again.conversationId).not.toBe(first.conversationId)
  await remove(first.conversationId)
  again.finish()
  expect((await again.turn.over).last).toMatchObject({ event: "done", status: "complete" })
  const { turns, conversations } = await stored(context, caller)
  expect(turns).toMatchObject([{ conversationId: again.conversationId, status: "complete" }])
  expect(conversations).toMatchObject([{ conversationId: again.conversationId }])
  expect(conversations[0]).not.toHaveProperty("running")
})

describe("an answer that ends in the middle of the deletion leaves nothing behind", () => {
  const steps: { step: string; operation: DynamoOperation; when?: (call: DynamoCall) => boolean }[] = [
    { step: "the conversation is read", operation: "GetItem" },
    { step: "it is hidden", operation: "UpdateItem", when: isHiding },
    { step: "its turn is deleted", operation: "DeleteItem" },
    { step: "its messages are read", operation: "Query" },
    { step: "the last of it is deleted", operation: "DeleteItem", when: ({ body }) => JSON.stringify(body.Key).includes("conversation_1") },
  ]

  test.each(steps.flatMap((step) => (["before", "after"] as const).map((side) => ({ side, ...step }))))(
    "$side $step",
    async ({ side, operation, when }) => {
      const { turn, conversationId, finish } = await startWaiting()
      const pause = async () => {
        finish()
        await turn.over
      }
      world.dynamo.rule({ operation, ...(when && { when }), [side]: pause })
      await remove(conversationId)
      await turn.over
      await expectOnlyMoneyLeft("the true cost")
    },
  )
})

test("a turn that starts during the deletion is deleted too", async () => {
  const { conversationId } = await takeWell(context, caller, ask("Hi"))
  let late: ReturnType<typeof post> | undefined
  const begin = async () => {
    world.bedrock.script({ deltas: ["x"], fault: "stall", at: "before-stop" })
    late = post(context, caller, ask("Wait", { conversationId }))
    await expect.poll(() => late?.began).toBeDefined()
  }
  world.dynamo.rule({ operation: "UpdateItem", when: isHiding, before: begin })
  await remove(conversationId)
  expect((await late?.over)?.last).toMatchObject({ event: "error", code: "conversation.missing" })
  expect(await stored(context, caller)).toEqual(nothing)
  const { visitor } = await money(context, caller)
  expect(visitor).toEqual({ committed: visitor.spent, spent: visitor.spent, turns: 2 })
})

test("a deleted turn is charged once although the reply to its settlement was lost and the turn is already deleted", async () => {
  context = await world.context({ maxAttempts: 1 })
  const { turn, conversationId, finish } = await startWaiting()
  const hidden = Promise.withResolvers<void>()
  const counted = Promise.withResolvers<void>()
  world.dynamo.rule({
    operation: "UpdateItem",
    when: isHiding,
    after: () => {
      hidden.resolve()
      return counted.promise
    },
  })
  const deleted = remove(conversationId)
  const withoutAnswer = ({ body }: DynamoCall) => body.TransactItems?.length === 4
  const reply = async () => {
    counted.resolve()
    await deleted
  }
  world.dynamo.rule({ operation: "TransactWriteItems", when: withoutAnswer, after: reply, fault: "reply lost" })
  await hidden.promise
  finish()
  expect((await turn.over).last).toMatchObject({ event: "error", code: "conversation.missing" })
  await expectOnlyMoneyLeft("the true cost")
})

test("a deleted turn is charged once although another process had ended it before its late generator", async () => {
  let offset = 0
  context = await world.context({ now: () => Date.now() + offset })
  world.bedrock.script({ deltas: ["one "], fault: "stall", at: "before-stop" })
  const late = Promise.withResolvers<void>()
  world.dynamo.rule({ operation: "PutItem", when: isBeat, nth: 2, before: () => late.promise })
  const turn = post(context, caller, ask("Count"))
  await expect.poll(() => textInLog(context, caller), { timeout: 5_000 }).toBe("one ")
  offset = 16_000
  const { turnId = "", conversationId = "" } = turn.began ?? {}
  await stopTurn(context, caller.owner, turnId)
  expect((await stored(context, caller)).turns).toMatchObject([{ status: "interrupted" }])
  await remove(conversationId)
  late.resolve()
  expect((await turn.over).last).toMatchObject({ event: "error", code: "conversation.missing" })
  await expectOnlyMoneyLeft("the reservation")
})

test("a deletion and a new title succeed although another writer holds the items at that moment", async () => {
  const { conversationId } = await takeWell(context, caller, ask("Hi"))
  world.dynamo.rule({ operation: "UpdateItem", fault: "conflict", times: 2 })
  const renamed = await changeConversation(context, caller.owner, conversationId, { title: "New title" })
  expect(renamed.title).toBe("New title")
  world.dynamo.rule({ operation: "UpdateItem", fault: "conflict", times: 2 })
  world.dynamo.rule({ operation: "DeleteItem", fault: "conflict", times: 2 })
  await remove(conversationId)
  expect(await stored(context, caller)).toEqual(nothing)
})
