import { startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { eventOf, visitorAt } from "@parley/testing/stage/visitor.ts"
import { afterAll, beforeAll, expect, test } from "vitest"
import { refusal } from "../support/refusal.ts"

let bedrock: Awaited<ReturnType<typeof startFaultBedrock>>
let stage: TestStage

beforeAll(async () => {
  bedrock = await startFaultBedrock()
  stage = await startTestStage({ bedrockUrl: bedrock.url })
})
afterAll(async () => {
  await stage?.stop()
  await bedrock?.close()
})

const half = String.fromCharCode(0xd83d)

test("invalid queries and cursors are refused, another owner's cursor too", async () => {
  const first = visitorAt(stage.url)
  for (const text of ["one", "two"]) await first.say(text)
  const { body } = await first.json<{ cursor: string }>("GET", "/conversations?limit=1")
  expect(body.cursor).toBeDefined()
  for (const query of ["limit=0", "limit=101", "limit=x", "cursor=x", `cursor=${body.cursor}`, `cursor=${btoa("{}")}`]) {
    expect(await refusal(stage.url, "GET", `/conversations?${query}`)).toMatchObject({ status: 400, code: "body.invalid" })
  }
  for (const path of ["/search", "/search?q=%20", `/search?q=${"x".repeat(201)}`, "/usage?days=0", "/usage?days=31"]) {
    expect(await refusal(stage.url, "GET", path)).toMatchObject({ status: 400, code: "body.invalid" })
  }
})

test("a modified cursor of a list is refused even for its owner", async () => {
  const visitor = visitorAt(stage.url)
  await visitor.say("one")
  await visitor.say("two")
  const { body } = await visitor.json<{ cursor: string }>("GET", "/conversations?limit=1")
  const key: Record<string, string> = JSON.parse(Buffer.from(body.cursor, "base64url").toString())
  const answer = async (changed: unknown) => {
    const cursor = Buffer.from(JSON.stringify(changed)).toString("base64url")
    return (await visitor.json<{ code?: string }>("GET", `/conversations?limit=1&cursor=${cursor}`)).body.code
  }
  expect(await answer(key)).toBeUndefined()
  for (const field of Object.keys(key)) {
    for (const value of [undefined, null, 1, "", "x", "$", `${key[field]}${half}`, `${key[field]}${"x".repeat(1_025)}`]) {
      expect(await answer({ ...key, [field]: value }), `${field}: ${value}`).toBe("body.invalid")
    }
  }
  for (const changed of [[key], { ...key, more: "x" }, null, "x"]) expect(await answer(changed)).toBe("body.invalid")
})

test("a modified cursor of a conversation is refused, and one of the version before leads to the first page", async () => {
  const visitor = visitorAt(stage.url)
  const { conversationId, turnId } = eventOf(await visitor.say("one"), "turn")
  const elsewhere = eventOf(await visitor.say("two"), "turn")
  const page = (cursor: string) => `/conversations/${conversationId}?limit=1&cursor=${cursor}`
  const { body } = await visitor.json<{ cursor: string; messages: unknown[] }>("GET", `/conversations/${conversationId}?limit=1`)
  expect(Buffer.from(body.cursor, "base64url").toString()).toBe(`${turnId} user`)
  expect((await visitor.json("GET", page(body.cursor))).status).toBe(200)
  for (const changed of [`${turnId} system`, `${turnId} user user`, `${elsewhere.turnId} user`, "trn_x", half, "x".repeat(1_025)]) {
    const refused = await visitor.json("GET", page(Buffer.from(changed).toString("base64url")))
    expect(refused, changed).toMatchObject({ status: 400, body: { code: "body.invalid" } })
  }
  const before = JSON.stringify({ pk: `$parley#conversationId_${conversationId}`, sk: "$message_1#messageId_x" })
  const first = await visitor.json<{ messages: unknown[] }>("GET", page(Buffer.from(before).toString("base64url")))
  expect(first.body.messages).toEqual(body.messages)
})
