import { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import * as shapes from "@parley/api/export.ts"
import { cursorOfPlace } from "@parley/core/conversation/export-part.ts"
import { inBatches } from "@parley/core/conversation/turns.ts"
import { root } from "@parley/core/entities/node.ts"
import { createStore, type Store } from "@parley/core/entities/store.ts"
import { newConversationId, newMessageId, newTurnId } from "@parley/core/ids.ts"
import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { tableItems } from "@parley/testing/dynamodb/table-items.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { eventOf, type Visitor, visitorAt } from "@parley/testing/stage/visitor.ts"
import * as v from "valibot"
import { afterAll, beforeAll, expect, test } from "vitest"

const partBytes = 8 * 1_024 * 1_024
const messageBytes = 300_000

let bedrock: FaultBedrock
let stage: TestStage
let store: Store
let visitor: Visitor
/** All message ids of the visitor by conversation, in order. */
const planted = new Map<string, string[]>()
let longest: string
beforeAll(async () => {
  bedrock = await startFaultBedrock()
  stage = await startTestStage({ bedrockUrl: bedrock.url })
  const credentials = { accessKeyId: "test", secretAccessKey: "test" }
  store = createStore(new DynamoDBClient({ endpoint: stage.databaseUrl, region: "us-east-1", credentials }), "parley")
  visitor = visitorAt(stage.url)
  const { conversationId } = eventOf(await visitor.say("Hi"), "turn")
  const items = await tableItems(stage.databaseUrl)
  const { owner } = items.find((item) => item.conversationId === conversationId && item.owner) as unknown as { owner: string }
  const own = items.filter((item) => item.conversationId === conversationId && item.role)
  planted.set(String(conversationId), own.map(({ messageId }) => String(messageId)).toSorted())
  for (const messages of [1, 6, 2]) await plant(owner, messages)
  longest = await plant(owner, 32)
  await plant(owner, 2)
}, 120_000)
afterAll(async () => {
  await stage?.stop()
  await bedrock?.close()
})

async function plant(owner: string, messages: number): Promise<string> {
  const [conversationId, turnId, createdAt] = [newConversationId(), newTurnId(), new Date().toISOString()]
  const shared = { createdAt, modelId: "test", expiresAt: Math.floor(Date.now() / 1_000) + 86_400 }
  const ids = Array.from({ length: messages }, newMessageId)
  const title = `With ${messages}`
  await store.entities.conversations
    .put({ owner, conversationId, title, updatedAt: createdAt, messageCount: messages, lastTurnId: turnId, hasTree: true, ...shared })
    .go()
  const node = { conversationId, turnId, parentTurnId: root, messageId: ids[0] ?? "", expiresAt: shared.expiresAt }
  await store.entities.nodes.put(node).go()
  await inBatches(ids, (messageId) =>
    store.entities.messages
      .put({
        conversationId,
        messageId,
        turnId,
        role: "user",
        status: "complete",
        content: [{ text: "x".repeat(messageBytes) }],
        ...shared,
      })
      .go(),
  )
  planted.set(conversationId, ids)
  return conversationId
}

/** Downloads part after part until one is complete. */
async function partsOf<T extends { complete: boolean; next?: string | undefined }>(path: string, read: (body: unknown) => T) {
  const parts: (T & { bytes: number; name: string })[] = []
  for (let next: string | undefined = ""; next !== undefined; next = parts.at(-1)?.next) {
    const after: string = next && `${path.includes("?") ? "&" : "?"}after=${next}`
    const response = await visitor.request("GET", `${path}${after}`)
    const text = await response.text()
    parts.push({ ...read(JSON.parse(text)), bytes: text.length, name: response.headers.get("content-disposition") ?? "" })
    expect(parts.at(-1)?.complete).toBe(parts.at(-1)?.next === undefined)
  }
  return parts
}

test("everything downloads in parts of bounded size that contain each conversation and message exactly once", async () => {
  const parts = await partsOf("/export", (body) => v.parse(shapes.exportedEverything, body))
  expect(parts.length).toBeGreaterThan(1)
  for (const { bytes } of parts) expect(bytes).toBeLessThan(2 * partBytes + messageBytes)
  const all = parts.flatMap(({ conversations }) => conversations)
  const messages = Map.groupBy(
    all.flatMap((one) => one.messages.map(({ messageId }) => ({ id: one.conversationId, messageId }))),
    ({ id }) => id,
  )
  expect(new Map([...messages].map(([id, found]) => [id, found.map(({ messageId }) => messageId)]))).toEqual(planted)
  // On a slow machine, the cut of the other parts depends on timing.
  for (const [id, pieces] of Map.groupBy(all, ({ conversationId }) => conversationId)) {
    expect(pieces.map(({ complete }) => complete)).toEqual(pieces.map((_, index) => index === pieces.length - 1))
    if (id === longest) expect(pieces.length).toBeGreaterThan(1)
  }
  expect(parts.map(({ part }) => part)).toEqual(parts.map((_, index) => index + 1))
  expect(parts.map(({ usage }) => usage?.length)).toEqual(parts.map((_, index) => (index === parts.length - 1 ? 1 : undefined)))
  expect(parts[1]?.name).toMatch(/^attachment; filename="parley-\d{4}-\d\d-\d\d-part-2\.json"$/)
}, 120_000)

test("a conversation longer than a part downloads in several parts, as JSON and as Markdown", async () => {
  const path = `/conversations/${longest}/export`
  const parts = await partsOf(`${path}?format=json`, (body) => v.parse(shapes.exportedConversation, body))
  expect(parts.flatMap(({ messages }) => messages.map(({ messageId }) => messageId))).toEqual(planted.get(longest))
  for (const { bytes } of parts) expect(bytes).toBeLessThan(partBytes + messageBytes + 10_000)
  expect(parts[1]?.name).toContain(`filename="with-32-part-2.json"`)

  let count = 0
  for (let after = "", part = 1; part < 9; part++) {
    const text = await (await visitor.request("GET", `${path}?format=markdown${after}`)).text()
    expect(text.startsWith(part === 1 ? "# With 32\n" : `# With 32 (part ${part})\n`)).toBe(true)
    count += text.match(/^## You · /gm)?.length ?? 0
    const end = /\n\*This is part (\d+) of the conversation\. It goes on in the next part, the download with `after=([\w-]+)`\.\*\n$/
    const [, number, next] = end.exec(text.slice(-1_000)) ?? []
    if (!next) break
    expect(number).toBe(String(part))
    after = `&after=${next}`
  }
  expect(count).toBe(32)
}, 120_000)

test("a cursor of another conversation, or an invented one, is refused", async () => {
  const [other] = [...planted.keys()].filter((id) => id !== longest)
  const messageId = planted.get(longest)?.at(-2) as string
  const next = cursorOfPlace({ part: 2, conversationId: longest, messageId })
  const forged = ["", "x", Buffer.from(`{"part":2,"conversationId":"cnv_x"}`).toString("base64url"), "x".repeat(501)]
  const paths = [...forged.map((after) => `/export?after=${after}`), `/conversations/${other}/export?after=${next}`]
  for (const path of paths) {
    const { status, body } = await visitor.json("GET", path)
    expect([path, status, body.code]).toEqual([path, 400, "body.invalid"])
  }
  const { body: rest } = await visitor.json("GET", `/conversations/${longest}/export?format=json&after=${next}`)
  expect(v.parse(shapes.exportedConversation, rest).messages.map((one) => one.messageId)).toEqual(planted.get(longest)?.slice(-1))
  // Another owner's cursor only leads to the caller's own conversations.
  const stranger = visitorAt(stage.url)
  const { body } = await stranger.json("GET", `/export?after=${next}`)
  expect(v.parse(shapes.exportedEverything, body).conversations).toEqual([])
}, 60_000)
