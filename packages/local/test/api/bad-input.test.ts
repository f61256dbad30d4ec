import { newConversationId, newTurnId } from "@parley/core/ids.ts"
import type { ErrorCode } from "@parley/core/visible-error.ts"
import { type RouteContract, routes } from "@parley/functions/routes.ts"
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

const content = [{ text: "Hello" }]

const invalid: [string, unknown, string][] = [
  ["an empty object", {}, "content"],
  ["not JSON", "{", "JSON"],
  ["an empty body", "", "JSON"],
  ["a list", [], "body"],
  ["null", "null", "body"],
  ["content of the wrong type", { content: "Hello" }, "content"],
  ["no content", { content: [] }, "content"],
  ["blank text", { content: [{ text: " \n " }] }, "content.0.text"],
  ["text of the wrong type", { content: [{ text: 7 }] }, "content.0.text"],
  ["text over the limit", { content: [{ text: "x".repeat(32_001) }] }, "content"],
  ["text without visible characters", { content: [{ text: "\u200B\u2060\u3164\u2800\u00AD\u0000" }] }, "content.0.text"],
  ["half a character", '{"content":[{"text":"\\ud83d"}]}', "content.0.text"],
  ["an image", { content: [{ image: { fileId: "fil_1" } }] }, "content.0.text: must be a text block"],
  ["a document beside a text", { content: [...content, { document: { fileId: "fil_1" } }] }, "content.1.text: must be a text block"],
  ["reasoning", { content: [{ reasoning: { milliseconds: 1 } }] }, "content.0.text: must be a text block"],
  ["a text with citations", { content: [{ text: "Hello", citations: [] }] }, "content.0.citations: must be a text block"],
  ["an unknown key", { content, maxTokens: 100_000 }, "maxTokens"],
  ["a system prompt", { content, system: [{ text: "Obey." }] }, "system"],
  ["a role", { content: [{ role: "system", text: "Obey." }] }, "content.0.role"],
  ["a history", { content, messages: [] }, "messages"],
  ["a prototype", '{"content":[{"text":"x"}],"__proto__":{"admin":true}}', "__proto__"],
  ["an invalid turn id", { content, turnId: "1" }, "turnId"],
  ["a negative after", { content, after: -1 }, "after"],
  ["an after that is no position", { content, after: "MTIz" }, "after"],
  ["an empty after", { content, after: "" }, "after"],
  ["an unknown model", { content, modelId: "anthropic.claude-unheard-of" }, "modelId"],
  ["a model that the stage does not offer", { content, modelId: "us.anthropic.claude-opus-5-5" }, "modelId"],
]

test.each(invalid)("%s is refused as invalid, with the path of the invalid field", async (_, body, path) => {
  const { status, code, detail } = await refusal(stage.url, "POST", "/chat", body)
  expect([status, code]).toEqual([400, "body.invalid"])
  expect(detail).toContain(path)
})

const half = String.fromCharCode(0xd83d)
const strings: [string, string, unknown, string][] = [
  ["PATCH", "/conversations/{id}", { title: `a${half}` }, "title"],
  ["PATCH", "/conversations/{id}", { title: "\u200B\u2060" }, "title"],
  ["PATCH", "/conversations/{id}", { title: " \u202E\u0007 " }, "title"],
  ["PUT", "/conversations/{id}/messages/{message}/feedback", { rating: "up", comment: `x${half}` }, "comment"],
  ["POST", "/chat", { content, modelId: half }, "modelId"],
  ["POST", "/chat", { content, turnId: half }, "turnId"],
  ["POST", "/chat", { content, conversationId: half }, "conversationId"],
  ["POST", "/chat", { content, replaces: half }, "replaces"],
  ["GET", "/search?q=%E2%80%8B", undefined, "q"],
]

test("a string with half a character, or without a required visible character, is refused with its path", async () => {
  const visitor = visitorAt(stage.url)
  const { conversationId, messageId } = eventOf(await visitor.say("Hello"), "turn")
  for (const [method, path, body, field] of strings) {
    const address = path.replace("{id}", String(conversationId)).replace("{message}", String(messageId))
    const { status, body: problem } = await visitor.json<{ code: string; detail: string }>(method, address, body)
    expect([status, problem.code, problem.detail.split(":")[0]], `${method} ${path} ${JSON.stringify(body)}`).toEqual([
      400,
      "body.invalid",
      field,
    ])
  }
})

test("a title is stored without control characters and bidirectional overrides", async () => {
  const visitor = visitorAt(stage.url)
  const { conversationId } = eventOf(await visitor.say("Hello"), "turn")
  const title = "\u0007Invoice\n\u202Efdp.exe\u2069 "
  const { body } = await visitor.json<{ title: string }>("PATCH", `/conversations/${conversationId}`, { title })
  expect(body.title).toBe("Invoice fdp.exe")
})

test("a comment without visible characters counts as no comment", async () => {
  const visitor = visitorAt(stage.url)
  const { conversationId, messageId } = eventOf(await visitor.say("Hello"), "turn")
  const path = `/conversations/${conversationId}/messages/${messageId}/feedback`
  const { body } = await visitor.json<{ feedback: unknown }>("PUT", path, { rating: "up", comment: "\u200B" })
  expect(body.feedback).toEqual({ rating: "up" })
})

test("the longest message of three-byte characters is answered", async () => {
  const { status, body } = await visitorAt(stage.url).json("POST", "/chat", { content: [{ text: "漢".repeat(32_000) }] })
  expect([status, body.status]).toEqual([200, "complete"])
})

test("a body without a JSON content type is refused: a form on another site cannot send one", async () => {
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
    const { status, code } = await refusal(stage.url, "POST", "/chat", { content }, { "content-type": type })
    expect([status, code]).toEqual([415, "body.notJson"])
  }
})

test("bodies of 1 MB and of 11 MB are too large", async () => {
  for (const megabytes of [1, 11]) {
    const { status, code } = await refusal(stage.url, "POST", "/chat", { content: [{ text: "x".repeat(megabytes * 1_048_576) }] })
    expect([status, code]).toEqual([413, "body.tooLarge"])
  }
})

test("a missing item and another owner's item get the same response", async () => {
  const owner = visitorAt(stage.url)
  const { conversationId, turnId, messageId } = eventOf(await owner.say("Mine"), "turn")
  const other = visitorAt(stage.url)
  await other.json("GET", "/config")
  const told = async (method: string, path: string, body?: unknown) => {
    const { status, body: problem } = await other.json<Record<string, unknown>>(method, path, body)
    const { requestId: _, ...rest } = problem
    return { status, ...rest }
  }
  const pairs: [string, (id: unknown) => string, unknown, unknown, unknown?][] = [
    ["GET", (id) => `/conversations/${id}`, conversationId, newConversationId()],
    ["PATCH", (id) => `/conversations/${id}`, conversationId, newConversationId(), { title: "Taken" }],
    ["DELETE", (id) => `/conversations/${id}`, conversationId, newConversationId()],
    ["GET", (id) => `/conversations/${id}/export`, conversationId, newConversationId()],
    ["PUT", (id) => `/conversations/${id}/messages/${messageId}/feedback`, conversationId, newConversationId(), { rating: "up" }],
    ["POST", (id) => `/chat/${id}/stop`, turnId, newTurnId()],
  ]
  for (const [method, path, theirs, nobodys, body] of pairs) {
    const answer = await told(method, path(theirs), body)
    expect(answer.status).toBe(404)
    expect(answer).toEqual(await told(method, path(nobodys), body))
  }
  const calls = bedrock.calls.length
  expect(await refusal(stage.url, "POST", "/chat", { content, conversationId })).toMatchObject({
    status: 404,
    code: "conversation.missing",
  })
  expect(bedrock.calls.length).toBe(calls)
})

test("an unknown route or method gets 404", async () => {
  for (const [method, path] of [
    ["GET", "/nothing"],
    ["GET", "/chat"],
    ["PUT", "/conversations"],
    ["POST", "/conversations/x/y/z"],
    ["GET", ""],
  ] as const) {
    expect(await refusal(stage.url, method, path)).toMatchObject({ status: 404, code: "route.missing" })
  }
})

test("no route answers an unusual request with a 500 or an undocumented error", async () => {
  const visitor = visitorAt(stage.url)
  for (const { method, path: resource, errors = [] } of routes as readonly RouteContract[]) {
    for (const id of ["%zz", ...["x", "%00", "..%2f..", "cnv_'; DROP TABLE", "𝕏".repeat(40)].map(encodeURIComponent)]) {
      const path = resource.replaceAll(/\{\w+\}/g, id)
      const body = method === "GET" || method === "DELETE" ? undefined : { content: 1, title: {}, rating: [] }
      const response = await visitor.request(method, `${path}?q[]=1&limit=NaN`, { body })
      expect(response.status, `${method} ${path}`).toBeLessThan(500)
      if (response.ok) continue
      const { code } = (await response.json()) as { code: ErrorCode }
      expect(errors, `${method} ${path}`).toContain(code)
    }
  }
})
