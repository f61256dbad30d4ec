import { readFile } from "node:fs/promises"
import { bodySchemas as shapes } from "@parley/api/schemas.ts"
import { textOf } from "@parley/core/text.ts"
import { startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { tableItems } from "@parley/testing/dynamodb/table-items.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { eventOf, type Visitor, visitorAt } from "@parley/testing/stage/visitor.ts"
import * as v from "valibot"
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

const started = async (text: string) => String(eventOf(await visitor.say(text), "turn").conversationId)
const titles = async () => {
  const { body } = await visitor.json("GET", "/conversations")
  return v.parse(shapes.conversationList, body).conversations.map(({ title }) => title)
}

test("conversations are listed newest first, page by page, and a new message moves one to the top", async () => {
  const first = await started("first")
  for (const text of ["second", "third"]) await started(text)
  expect(await titles()).toEqual(["third", "second", "first"])
  await visitor.say("more", { conversationId: first })
  const seen: string[] = []
  let cursor: string | undefined
  let pages = 0
  do {
    const { body } = await visitor.json("GET", `/conversations?limit=2${cursor ? `&cursor=${cursor}` : ""}`)
    const page = v.parse(shapes.conversationList, body)
    seen.push(...page.conversations.map(({ title }) => title))
    cursor = page.cursor
    pages++
  } while (cursor)
  expect(seen).toEqual(["first", "third", "second"])
  expect(pages).toBe(2)
})

test("a long conversation is read from its end backwards", async () => {
  const conversationId = await started("0")
  for (let turn = 1; turn < 4; turn++) await visitor.say(String(turn), { conversationId })
  const said: string[][] = []
  let cursor: string | undefined
  do {
    const { body } = await visitor.json("GET", `/conversations/${conversationId}?limit=4${cursor ? `&cursor=${cursor}` : ""}`)
    const page = v.parse(shapes.openedConversation, body)
    said.push(page.messages.filter(({ role }) => role === "user").map(({ content }) => textOf(content)))
    cursor = page.cursor
  } while (cursor)
  expect(said.filter((page) => page.length)).toEqual([
    ["2", "3"],
    ["0", "1"],
  ])
})

test("a conversation can be renamed, and an invalid title is refused", async () => {
  const id = await started("old")
  const { status, body } = await visitor.json("PATCH", `/conversations/${id}`, { title: "  A better title " })
  expect(status).toBe(200)
  expect(v.parse(shapes.conversation, body).title).toBe("A better title")
  expect(await titles()).toEqual(["A better title"])
  for (const title of ["", "   ", "x".repeat(201), 5, null]) {
    expect((await visitor.json("PATCH", `/conversations/${id}`, { title })).status).toBe(400)
  }
})

test("a deleted conversation is gone with its messages and turns, and no request restores it", async () => {
  const id = await started("to be deleted")
  const kept = await started("kept")
  expect((await visitor.json("DELETE", `/conversations/${id}`)).status).toBe(204)
  expect(await titles()).toEqual(["kept"])
  for (const [method, body] of [["GET"], ["DELETE"], ["PATCH", { title: "x" }]] as const) {
    expect((await visitor.json(method, `/conversations/${id}`, body)).status).toBe(404)
  }
  expect((await visitor.json("POST", "/chat", { conversationId: id, content: [{ text: "x" }] })).status).toBe(404)
  expect((await visitor.json("GET", `/conversations/${kept}`)).status).toBe(200)
  const left = (await tableItems(stage.databaseUrl)).filter((item) => JSON.stringify(item).includes(id))
  expect(left).toEqual([])
})

test("a visitor can delete all their data at once, and no one else's", async () => {
  const other = visitorAt(stage.url)
  const theirs = String(eventOf(await other.say("theirs"), "turn").conversationId)
  for (const text of ["a", "b", "c"]) await started(text)
  expect((await visitor.json("DELETE", "/conversations")).status).toBe(204)
  expect(await titles()).toEqual([])
  expect((await other.json("GET", `/conversations/${theirs}`)).status).toBe(200)
})

test("a conversation can be downloaded as Markdown and as JSON", async () => {
  bedrock.script({ deltas: ["An **answer**"] })
  const id = await started("Was ist „Löß“?")
  const markdown = await visitor.request("GET", `/conversations/${id}/export`)
  expect(markdown.headers.get("content-type")).toBe("text/markdown; charset=utf-8")
  expect(markdown.headers.get("content-disposition")).toBe(
    `attachment; filename="was-ist-loss.md"; filename*=UTF-8''Was%20ist%20%E2%80%9EL%C3%B6%C3%9F%E2%80%9C.md`,
  )
  expect((await markdown.text()).replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, "TIME")).toBe(
    "# Was ist „Löß“?\n\n## You · TIME\n\n> Was ist „Löß“?\n\n## Assistant · TIME\n\nAn **answer**\n\n",
  )
  const { body } = await visitor.json("GET", `/conversations/${id}/export?format=json`)
  expect(v.parse(shapes.exportedConversation, body).messages).toHaveLength(2)
})

test("a visitor can download all their data as one JSON document", async () => {
  for (const text of ["a", "b"]) await started(text)
  const { body, headers } = await visitor.json("GET", "/export")
  expect(headers.get("content-disposition")).toMatch(/^attachment; filename="parley-\d{4}-\d\d-\d\d\.json"$/)
  const { conversations } = v.parse(shapes.exportedEverything, body)
  expect(conversations.map(({ title, messages }) => [title, messages.length]).toSorted()).toEqual([
    ["a", 2],
    ["b", 2],
  ])
})

test("search finds words in the caller's own titles and answers, ignoring case", async () => {
  bedrock.script({ deltas: ["The Ångström is a unit of length."] })
  const id = await started("What is that sign?")
  await started("Something else")
  const search = async (who: Visitor, q: string) =>
    v.parse(shapes.searchResults, (await who.json("GET", `/search?q=${encodeURIComponent(q)}`)).body)
  const found = await search(visitor, "UNIT ångström")
  expect(found.complete).toBe(true)
  expect(found.results).toMatchObject([{ conversationId: id, excerpt: "The Ångström is a unit of length." }])
  expect((await search(visitor, "something")).results).toHaveLength(1)
  expect((await search(visitor, "nowhere to be found")).results).toEqual([])
  expect((await search(visitorAt(stage.url), "unit")).results).toEqual([])
})

test("an answer can be rated, and the rating changed or removed; a user message cannot be rated", async () => {
  const { conversationId, messageId, userMessageId } = eventOf(await visitor.say("Rate me"), "turn")
  const path = (id: unknown) => `/conversations/${conversationId}/messages/${id}/feedback`
  const rate = async (rating: unknown, more = {}) => (await visitor.json("PUT", path(messageId), { rating, ...more })).body
  expect(v.parse(shapes.message, await rate("down", { comment: "Too long" })).feedback).toEqual({ rating: "down", comment: "Too long" })
  expect(v.parse(shapes.message, await rate("up")).feedback).toEqual({ rating: "up" })
  expect(v.parse(shapes.message, await rate(null)).feedback).toBeUndefined()
  expect((await visitor.json("PUT", path(userMessageId), { rating: "up" })).body).toMatchObject({ status: 404, code: "message.missing" })
  expect((await visitor.json("PUT", path(messageId), { rating: "sideways" })).status).toBe(400)
})

test("usage shows the day's turns, tokens and cost, and the remaining limits", async () => {
  bedrock.otherwise({ deltas: ["x"], usage: { inputTokens: 1_000, outputTokens: 100 } })
  for (const text of ["a", "b"]) await visitor.say(text)
  const { body } = await visitor.json("GET", "/usage?days=7")
  const { days, today } = v.parse(shapes.usageReport, body)
  expect(days).toMatchObject([{ turns: 2, usage: { inputTokens: 2_000, outputTokens: 200 }, cost: { usd: 0.00033 } }])
  expect(today).toMatchObject({ budget: { limitUsd: 1, leftUsd: 0.99967 }, turns: { limit: 100, left: 98 } })
})

test("config returns the page's settings, and health reports that the function runs", async () => {
  const { models, responder } = v.parse(shapes.siteConfig, (await visitor.json("GET", "/config")).body)
  expect(models).toEqual([{ modelId: "us.anthropic.claude-haiku-5-5", name: "Claude Haiku 5.5", default: true }])
  // This test uses an external endpoint.
  expect(responder).toBe("local")
  expect(v.parse(shapes.healthReport, (await visitor.json("GET", "/health")).body).status).toBe("ok")
})

test("no text of users or of the model reaches the log", async () => {
  bedrock.script({ deltas: ["canary-answer-", "5f2c"] }, { deltas: ["canary-answer-", "5f2c"], fault: "clean-end" })
  const id = await started("canary-question-91ab")
  await visitor.say("canary-question-91ab again", { conversationId: id })
  await visitor.json("POST", "/chat", `{"content":[{"text":"canary-question-91ab"}],"x":`)
  await visitor.json("PATCH", `/conversations/${id}`, { title: "canary-question-91ab title" })
  await visitor.json("GET", "/search?q=canary-question-91ab")
  // Model errors that quote the user's message.
  const faults = [
    "AccessDeniedException",
    "ModelErrorException",
    "SerializationException",
    "ValidationException",
    "internalServerException",
    "modelStreamErrorException",
    "validationException",
  ] as const
  for (const fault of faults) {
    const message =
      fault === "AccessDeniedException" ? "You have no access to the model." : "It could not read canary-question-91ab\n    at canary"
    bedrock.script({ deltas: ["canary-answer"], fault, message })
    await visitor.say("canary-question-91ab")
  }
  await visitor.request("GET", "/conversations?cursor=canary-cursor")
  await visitor.request("GET", "/conversations", { headers: { authorization: "Bearer canary.token.x" } })
  const log = await readFile(stage.logFile, "utf8")
  expect(log).toContain(`"resource":"/chat"`)
  expect(log).toContain("You have no access to the model.")
  for (const name of faults.slice(1, 4)) expect(log).toContain(`"name":"${name}"`)
  expect(log).not.toMatch(/canary/)
})
