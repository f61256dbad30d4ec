import { newTurnId } from "@parley/core/ids.ts"
import { startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { tableItems } from "@parley/testing/dynamodb/table-items.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { eventOf, type Visitor, visitorAt } from "@parley/testing/stage/visitor.ts"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"

let bedrock: Awaited<ReturnType<typeof startFaultBedrock>>
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
  bedrock.reset()
  visitor = visitorAt(stage.url)
})

type Opened = { conversation: { messageCount: number }; messages: { role: string; turnId: string; content: { text: string }[] }[] }
const open = async (conversationId: unknown) => (await visitor.json<Opened>("GET", `/conversations/${conversationId}`)).body
const said = ({ messages }: Opened) => messages.map(({ content }) => content[0]?.text)

test("an edited user message replaces the last turn, also in the model's history", async () => {
  const { conversationId } = eventOf(await visitor.say("first"), "turn")
  const { turnId: replaces } = eventOf(await visitor.say("secnod", { conversationId }), "turn")
  bedrock.script({ deltas: ["better"] })
  await visitor.say("second", { conversationId, replaces })
  const opened = await open(conversationId)
  expect(said(opened)).toEqual(["first", "Hello from the model.", "second", "better"])
  expect(opened.conversation.messageCount).toBe(4)
  expect(bedrock.calls.at(-1)?.body.messages.map(({ content }) => content[0]?.text)).toEqual(["first", "Hello from the model.", "second"])
})

test("only the last turn of a conversation can be replaced, and only from the same conversation", async () => {
  const { conversationId, turnId: first } = eventOf(await visitor.say("first"), "turn")
  await visitor.say("second", { conversationId })
  const { conversationId: other } = eventOf(await visitor.say("elsewhere"), "turn")
  const calls = bedrock.calls.length
  for (const body of [
    { conversationId, replaces: first },
    { conversationId: other, replaces: first },
    { conversationId, replaces: newTurnId() },
    { replaces: first },
  ]) {
    const refused = await visitor.json("POST", "/chat", { content: [{ text: "x" }], ...body })
    expect(refused).toMatchObject({ status: 409, body: { code: "turn.notLast" } })
  }
  expect(bedrock.calls.length).toBe(calls)
})

test("a replaced turn stays removed: a late repeat of its request runs no turn", async () => {
  const failing = newTurnId()
  const { conversationId } = eventOf(await visitor.say("first"), "turn")
  bedrock.script({ fault: "ValidationException" })
  expect((await visitor.json("POST", "/chat", { turnId: failing, conversationId, content: [{ text: "fails" }] })).status).toBe(502)
  await visitor.say("instead", { conversationId, replaces: failing })
  const calls = bedrock.calls.length
  const late = await visitor.json("POST", "/chat", { turnId: failing, conversationId, content: [{ text: "fails" }] })
  expect(late).toMatchObject({ status: 404, body: { code: "turn.missing" } })
  expect(bedrock.calls.length).toBe(calls)
  expect(said(await open(conversationId))).toEqual(["first", "Hello from the model.", "instead", "Hello from the model."])
})

test("deleting a conversation also deletes its replaced turns", async () => {
  const { conversationId, turnId } = eventOf(await visitor.say("one"), "turn")
  const second = eventOf(await visitor.say("two", { conversationId, replaces: turnId }), "turn").turnId
  await visitor.say("three", { conversationId, replaces: second })
  await visitor.json("DELETE", `/conversations/${conversationId}`)
  const left = (await tableItems(stage.databaseUrl)).filter((item) => JSON.stringify(item).includes(String(conversationId)))
  expect(left).toEqual([])
})
