import { bodySchemas } from "@parley/api/schemas.ts"
import { newConversationId, newTurnId } from "@parley/core/ids.ts"
import { startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { tableItems } from "@parley/testing/dynamodb/table-items.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { eventOf, type Visitor, visitorAt } from "@parley/testing/stage/visitor.ts"
import * as v from "valibot"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

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

type Opened = v.InferOutput<typeof bodySchemas.openedConversation>
async function open(conversationId: string, query = ""): Promise<Opened> {
  const { body } = await visitor.json("GET", `/conversations/${conversationId}${query}`)
  return v.parse(bodySchemas.openedConversation, body)
}
const said = ({ messages }: Opened) => messages.map(({ content: [block] }) => block && "text" in block && block.text)
const hello = "Hello from the model."

async function twoTurns() {
  const first = eventOf(await visitor.say("First"), "turn")
  const { conversationId } = first
  const second = eventOf(await visitor.say("Second", { conversationId, parentTurnId: first.turnId }), "turn")
  return { conversationId: String(conversationId), first: String(first.turnId), second: String(second.turnId) }
}

test("the site says that it takes versions", async () => {
  expect((await visitor.json("GET", "/config")).body).toMatchObject({ api: 2 })
})

test("an edit, a regenerated answer and a new first turn are read as versions, each on its path", async () => {
  const { conversationId, first, second } = await twoTurns()
  const edited = String(eventOf(await visitor.say("Second, edited", { conversationId, parentTurnId: first }), "turn").turnId)
  const opened = await open(conversationId)
  expect(said(opened)).toEqual(["First", hello, "Second, edited", hello])
  expect(opened.messages.map(({ parentTurnId }) => parentTurnId)).toEqual([null, null, first, first])
  expect(opened).toMatchObject({ leafTurnId: edited, versions: { [edited]: [second, edited] }, turns: [] })
  expect(opened.questions[second]).not.toBe(opened.questions[edited])
  expect(Object.keys(opened.questions)).toHaveLength(2)

  const again = String(eventOf(await visitor.say("First", { conversationId, parentTurnId: null }), "turn").turnId)
  const shown = await open(conversationId)
  expect(shown.versions).toEqual({ [again]: [first, again] })
  expect(shown.questions[first]).toBe(shown.questions[again])
  expect(said(await open(conversationId, `?leafTurnId=${second}`))).toEqual(["First", hello, "Second", hello])
  expect((await open(conversationId)).leafTurnId).toBe(again)
})

test("switching shows another version down to its newest turn; an unknown one is refused", async () => {
  const { conversationId, first, second } = await twoTurns()
  await visitor.say("Another first", { conversationId, parentTurnId: null })
  const path = `/conversations/${conversationId}`
  const changed = await visitor.json("PATCH", path, { leafTurnId: first, title: "Renamed" })
  expect(changed).toMatchObject({ status: 200, body: { conversationId, title: "Renamed" } })
  expect(await open(conversationId)).toMatchObject({ leafTurnId: second, conversation: { title: "Renamed" } })
  const elsewhere = (await twoTurns()).first
  for (const leafTurnId of [newTurnId(), elsewhere]) {
    expect(await visitor.json("PATCH", path, { leafTurnId })).toMatchObject({ status: 404, body: { code: "turn.missing" } })
    expect(await visitor.json("GET", `${path}?leafTurnId=${leafTurnId}`)).toMatchObject({ status: 404, body: { code: "turn.missing" } })
  }
  for (const body of [{}, { leafTurnId: "x" }, { leafTurnId: null }]) {
    expect(await visitor.json("PATCH", path, body)).toMatchObject({ status: 400, body: { code: "body.invalid" } })
  }
})

test("a fork copies the path; the same request again gets the same answer", async () => {
  const { conversationId, first, second } = await twoTurns()
  await visitor.say("Beside", { conversationId, parentTurnId: first })
  const copy = { conversationId: newConversationId(), from: { conversationId, turnId: second } }
  const made = await visitor.json("POST", "/conversations", copy)
  expect(made).toMatchObject({ status: 201, body: { conversationId: copy.conversationId, title: "First", messageCount: 4 } })
  expect((await visitor.json("POST", "/conversations", copy)).body).toEqual(made.body)
  const opened = await open(copy.conversationId)
  expect(said(opened)).toEqual(["First", hello, "Second", hello])
  expect(opened.versions).toEqual({})
  await visitor.say("Third", { conversationId: copy.conversationId, parentTurnId: opened.leafTurnId })
  expect(bedrock.calls.at(-1)?.body.messages.map(({ content }) => content[0]?.text)).toEqual(["First", hello, "Second", hello, "Third"])
  const refused = { status: 400, body: { code: "body.invalid" } }
  expect(await visitor.json("POST", "/conversations", { ...copy, from: { conversationId, turnId: first } })).toMatchObject(refused)
  expect(await visitor.json("POST", "/conversations", { ...copy, conversationId })).toMatchObject(refused)
})

describe("a page of the version before, which names the turn that it replaces,", () => {
  test("gets a version beside it, and the shown path as it expects it", async () => {
    const { conversationId, first, second } = await twoTurns()
    const request = { turnId: newTurnId(), conversationId, replaces: second }
    await visitor.say("Second, edited", request)
    const opened = await open(conversationId)
    expect(said(opened)).toEqual(["First", hello, "Second, edited", hello])
    expect(opened.versions).toEqual({ [request.turnId]: [second, request.turnId] })
    expect(bedrock.calls.at(-1)?.body.messages.map(({ content }) => content[0]?.text)).toEqual(["First", hello, "Second, edited"])
    const calls = bedrock.calls.length
    expect(eventOf(await visitor.say("Second, edited", request), "turn").turnId).toBe(request.turnId)
    expect(bedrock.calls).toHaveLength(calls)
    await visitor.say("First, edited", { conversationId, replaces: first })
    expect(said(await open(conversationId))).toEqual(["First, edited", hello])
  })

  test("is refused if that turn is unknown or of another conversation", async () => {
    const { conversationId } = await twoTurns()
    const elsewhere = await twoTurns()
    const calls = bedrock.calls.length
    for (const body of [
      { conversationId, replaces: elsewhere.first },
      { conversationId, replaces: newTurnId() },
      { replaces: elsewhere.first },
    ]) {
      const refused = await visitor.json("POST", "/chat", { content: [{ text: "x" }], ...body })
      expect(refused).toMatchObject({ status: 404, body: { code: "turn.missing" } })
    }
    expect(bedrock.calls).toHaveLength(calls)
  })
})

test("deleting a conversation deletes the turns, nodes and messages of all versions", async () => {
  const { conversationId, first } = await twoTurns()
  await visitor.say("Beside", { conversationId, parentTurnId: first })
  await visitor.say("Another first", { conversationId, parentTurnId: null })
  await visitor.json("DELETE", `/conversations/${conversationId}`)
  const left = (await tableItems(stage.databaseUrl)).filter((item) => JSON.stringify(item).includes(conversationId))
  expect(left).toEqual([])
})
