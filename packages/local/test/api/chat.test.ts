import { bodySchemas as shapes } from "@parley/api/schemas.ts"
import { streamEvents } from "@parley/api/turn.ts"
import { idPattern, newTurnId } from "@parley/core/ids.ts"
import { positionOf } from "@parley/core/turn/position.ts"
import { startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { tableItems } from "@parley/testing/dynamodb/table-items.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { eventOf, textOfEvents, type Visitor, visitorAt } from "@parley/testing/stage/visitor.ts"
import * as v from "valibot"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"

type Bedrock = Awaited<ReturnType<typeof startFaultBedrock>>
let bedrock: Bedrock
let stage: TestStage
let visitor: Visitor

beforeAll(async () => {
  bedrock = await startFaultBedrock()
  stage = await startTestStage({ bedrockUrl: bedrock.url })
})
afterAll(async () => {
  await stage?.stop()
  await bedrock?.close()
})
beforeEach(() => {
  visitor = visitorAt(stage.url)
})

const question = [{ text: "Why is the sky blue?" }]

test("a turn streams its start, each text with its position, and its end once it is stored", async () => {
  bedrock.script({ deltas: ["Because ", "of ", "😀 Rayleigh"], usage: { inputTokens: 30, outputTokens: 5 } })
  const events = await visitor.chat({ content: question })
  expect(events.map(({ event }) => event)).toEqual(["turn", "block", "delta", "delta", "delta", "done"])
  const positions = events.map(({ id }) => positionOf(id ?? ""))
  expect(positions.map((at) => at?.length)).toEqual([undefined, 0, 8, 11, 22, 22])
  for (const { event, data } of events) v.assert(streamEvents[event as keyof typeof streamEvents], data)
  expect(textOfEvents(events)).toBe("Because of 😀 Rayleigh")
  const usage = { inputTokens: 30, outputTokens: 5, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 }
  // 30 and 5 tokens at 110 and 550 nano-dollars: the geographic profile of Claude Haiku 5.5.
  expect(eventOf(events, "done")).toEqual({
    status: "complete",
    stopReason: "end_turn",
    usage,
    cost: { usd: 0.00000605 },
    length: 22,
    saved: true,
  })
})

test("without an event stream the response is one JSON object for the same turn", async () => {
  bedrock.script({ deltas: ["Scattering."] })
  const { status, body, headers } = await visitor.json("POST", "/chat", { content: question })
  expect(status).toBe(200)
  expect(headers.get("cache-control")).toBe("no-store")
  const answered = v.parse(shapes.answeredTurn, body)
  expect(answered).toMatchObject({
    status: "complete",
    stopReason: "end_turn",
    message: { content: [{ text: "Scattering." }], role: "assistant" },
  })
})

test("a conversation returns both messages of a turn, oldest first", async () => {
  bedrock.script({ deltas: ["Scattering."] })
  const { conversationId, userMessageId, messageId } = eventOf(await visitor.chat({ content: question }), "turn")
  const { status, body } = await visitor.json("GET", `/conversations/${conversationId}`)
  expect(status).toBe(200)
  const opened = v.parse(shapes.openedConversation, body)
  expect(opened.conversation).toMatchObject({ conversationId, title: "Why is the sky blue?", messageCount: 2 })
  expect(opened.turn).toBeUndefined()
  expect(opened.messages.map((message) => [message.messageId, message.role, message.status, message.content])).toEqual([
    [userMessageId, "user", "complete", question],
    [messageId, "assistant", "complete", [{ text: "Scattering." }]],
  ])
})

test("the table stores messages under their conversation and a time-ordered key, each with its expiry", async () => {
  const { conversationId, userMessageId, messageId } = eventOf(await visitor.chat({ content: question }), "turn")
  const items = await tableItems(stage.databaseUrl)
  const messages = items.filter((item) => item.conversationId === conversationId && item.role)
  const keys = messages.map(({ pk, sk }) => [pk, sk]).toSorted()
  expect(keys).toEqual([
    [`$parley#conversationId_${conversationId}`, `$message_1#messageId_${userMessageId}`],
    [`$parley#conversationId_${conversationId}`, `$message_1#messageId_${messageId}`],
  ])
  const inThirtyDays = Date.now() / 1_000 + 30 * 86_400
  for (const { expiresAt, createdAt } of messages) {
    expect(Math.abs(Number(expiresAt) - inThirtyDays)).toBeLessThan(120)
    expect(new Date(String(createdAt)).toISOString()).toBe(createdAt)
  }
  const held = JSON.stringify(items)
  expect(held).not.toContain(visitor.cookie()?.split("=")[1])
})

test("the model receives the server's system prompt and limits, and the conversation's complete turns", async () => {
  bedrock.script({ deltas: ["First answer"] }, { deltas: ["Second answer"] })
  const { conversationId } = eventOf(await visitor.say("First question"), "turn")
  await visitor.say("Second question", { conversationId })
  const body = bedrock.calls.at(-1)?.body as Record<string, unknown>
  expect(body).toEqual({
    system: [{ text: expect.stringContaining("helpful assistant") }],
    messages: [
      { role: "user", content: [{ text: "First question" }] },
      { role: "assistant", content: [{ text: "First answer" }, { cachePoint: { type: "default" } }] },
      { role: "user", content: [{ text: "Second question" }] },
    ],
    inferenceConfig: { maxTokens: 2_048 },
    additionalModelRequestFields: { thinking: { type: "disabled" } },
  })
})

test("the user's message is stored before the model is called", async () => {
  let stored: unknown
  bedrock.script({
    deltas: ["x"],
    beforeDelta: async (index) => {
      if (index > 0) return
      const list = await visitor.json<{ conversations: { conversationId: string }[] }>("GET", "/conversations")
      const id = list.body.conversations[0]?.conversationId
      stored = (await visitor.json<{ messages: unknown[] }>("GET", `/conversations/${id}`)).body
    },
  })
  await visitor.json("GET", "/config")
  await visitor.chat({ content: question })
  expect(stored).toMatchObject({ messages: [{ role: "user", content: question }], turn: { status: "streaming", text: "" } })
})

test("a stream that ends early is never reported as complete; its text is stored and marked", async () => {
  bedrock.script({ deltas: ["Half ", "an ", "answer ", "more"], fault: "clean-end", at: "middle" })
  const events = await visitor.chat({ content: question })
  expect(events.at(-1)).toMatchObject({ event: "error", data: { code: "model.failed", retryable: true, status: "interrupted", length: 8 } })
  const { conversationId } = eventOf(events, "turn")
  const { body } = await visitor.json<{ messages: unknown[] }>("GET", `/conversations/${conversationId}`)
  expect(body.messages.at(-1)).toMatchObject({
    status: "interrupted",
    content: [{ text: "Half an " }],
    error: { code: "model.failed", retryable: true },
  })
})

test("an error of the model returns a status and Retry-After, and the same turn can run again", async () => {
  bedrock.script(...Array.from({ length: 3 }, () => ({ fault: "ThrottlingException" as const })))
  const turnId = newTurnId()
  const refused = await visitor.json("POST", "/chat", { turnId, content: question })
  expect(refused.status).toBe(503)
  expect(refused.headers.get("retry-after")).toBe("10")
  expect(v.parse(shapes.problem, refused.body)).toMatchObject({ code: "model.throttled", retryAfter: 10, turnId })
  bedrock.script({ deltas: ["Now it works."] })
  const again = await visitor.json("POST", "/chat", { turnId, content: question })
  expect(again.body).toMatchObject({ status: "complete", turnId, message: { content: [{ text: "Now it works." }] } })
})

test("ids come from the server, in the documented format", async () => {
  const turn = eventOf(await visitor.chat({ content: question }), "turn")
  expect(turn.turnId).toMatch(idPattern("turn"))
  expect(turn.conversationId).toMatch(idPattern("conversation"))
  expect(turn.messageId).toMatch(idPattern("message"))
})
