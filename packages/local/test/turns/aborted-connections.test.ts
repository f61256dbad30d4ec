import { setTimeout as wait } from "node:timers/promises"
import type { Block } from "@parley/api/block.ts"
import { newTurnId } from "@parley/core/ids.ts"
import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { playMany } from "@parley/testing/cases/many-cases.ts"
import { caseCount } from "@parley/testing/cases/test-set.ts"
import { HeldBlocks } from "@parley/testing/stage/held-blocks.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { type Visitor, visitorAt } from "@parley/testing/stage/visitor.ts"
import { createParser } from "eventsource-parser"
import fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"

let bedrock: FaultBedrock
let stage: TestStage
beforeAll(async () => {
  bedrock = await startFaultBedrock()
  stage = await startTestStage({
    bedrockUrl: bedrock.url,
    env: { TURNS_PER_VISITOR_DAILY: "1000", BUDGET_ADDRESS_DAILY_USD: "100", BUDGET_STAGE_DAILY_USD: "100" },
  })
})
afterAll(async () => {
  await stage?.stop()
  await bedrock?.close()
})

const deltas = Array.from({ length: 12 }, (_, n) => (n % 4 ? `w${n} ` : "😀"))
const whole = deltas.join("")

const delta = (contentBlockIndex: number, of: object): [string, object] => ["contentBlockDelta", { contentBlockIndex, delta: of }]
const frames: [string, object][] = [
  ["messageStart", { role: "assistant" }],
  ...["I th", "ink \ud83d", "\ude00 of", " it."].map((text) => delta(0, { reasoningContent: { text } })),
  delta(0, { reasoningContent: { signature: "c2lnbmVk" } }),
  ["contentBlockStop", { contentBlockIndex: 0 }],
  delta(1, { text: "\n\n" }),
  ...["I look", " 😀", " now."].map((text) => delta(1, { text })),
  ["contentBlockStart", { contentBlockIndex: 2, start: { toolUse: { toolUseId: "t1", name: "look" } } }],
  delta(2, { toolUse: { input: '{"at":' } }),
  delta(2, { toolUse: { input: '"home"}' } }),
  ["contentBlockStop", { contentBlockIndex: 2 }],
  ...["It is", " there."].map((text) => delta(3, { text })),
  ["messageStop", { stopReason: "end_turn" }],
]
/** What the answer of these frames is, but for the time of its reasoning. */
const everyKind = [
  { reasoning: { text: "I think 😀 of it." } },
  { text: "\n\nI look 😀 now." },
  { toolUse: { toolUseId: "t1", name: "look", input: { at: "home" }, status: "failed" } },
  { text: "It is there." },
]

/** A client like the page: it has some blocks, posts the turn again with the id of the last event, and is disconnected now and then. */
async function read(
  visitor: Visitor,
  turnId: string,
  question: string,
  cuts: number[],
): Promise<{ blocks: Block[]; end: string | undefined }> {
  const held = new HeldBlocks()
  let after: string | undefined
  let end: string | undefined
  for (let attempt = 0; end === undefined && attempt < 60; attempt++) {
    const cut = cuts[attempt]
    const signal = cut === undefined ? undefined : AbortSignal.timeout(cut)
    const parser = createParser({
      onEvent: ({ event = "", id, data }) => {
        held.hear({ event, data: JSON.parse(data) })
        after = id ?? after
        const { status, code } = JSON.parse(data) as { status: string; code?: string }
        if (event === "done" || (event === "error" && code !== "turn.follow")) end = code ?? status
      },
    })
    try {
      const body = { turnId, content: [{ text: question }], ...(after && { after }) }
      const response = await visitor.request("POST", "/chat", { body, headers: { accept: "text/event-stream" }, ...(signal && { signal }) })
      if (response.status === 202) {
        // The server still follows for the disconnected clients: the rest comes a little later.
        await wait(500)
        continue
      }
      if (response.status === 503) {
        // The only refusal that a busy machine may cause: too many writes of the site's budget at once.
        expect(await response.json()).toMatchObject({ code: "store.unavailable", retryAfter: expect.any(Number) })
        await wait(1_000)
        continue
      }
      expect(response.status).toBe(200)
      const decoder = new TextDecoder()
      for await (const bytes of response.body ?? []) parser.feed(decoder.decode(bytes, { stream: true }))
    } catch (error) {
      // Only the test's own abort may end a connection early.
      if (!signal?.aborted) throw error
    }
  }
  return { blocks: held.blocks, end }
}

const schedule = fc.array(fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 3 }), { minLength: 1, maxLength: 3 })

const count = caseCount(30, 1_000)

test(`${count} turns of every kind of block with disconnects and reconnects: one model call a turn, and every client has the stored blocks`, async () => {
  bedrock.otherwise({ frames, delayMs: 25 })
  await playMany(schedule, { count, atOnce: 20 }, async (readers, n) => {
    const visitor = visitorAt(stage.url)
    await visitor.json("GET", "/config")
    const question = `Question ${n}`
    const turnId = newTurnId()
    const ends = await Promise.all(readers.map((cuts) => read(visitor, turnId, question, cuts)))
    const [stored] = await storedBlocks(visitor)
    expect(stored).toMatchObject(everyKind)
    expect({ readers, ends }).toEqual({ readers, ends: readers.map(() => ({ blocks: stored, end: "complete" })) })
    expect(bedrock.calls.filter(({ body }) => body.messages[0]?.content[0]?.text === question)).toHaveLength(1)
  })
}, 1_200_000)

/** The blocks of the answers in the visitor's conversation. */
async function storedBlocks(visitor: Visitor): Promise<Block[][]> {
  const { body } = await visitor.json<{ conversations: { conversationId: string }[] }>("GET", "/conversations")
  type Opened = { messages: { role: string; content: Block[] }[] }
  const opened = await visitor.json<Opened>("GET", `/conversations/${body.conversations[0]?.conversationId}`)
  return opened.body.messages.flatMap(({ role, content }) => (role === "assistant" ? [content] : []))
}

test("an answer without a client is finished and stored complete", async () => {
  bedrock.otherwise({ deltas, delayMs: 40 })
  const visitor = visitorAt(stage.url)
  await visitor.json("GET", "/config")
  const turnId = newTurnId()
  const leaving = new AbortController()
  const headers = { accept: "text/event-stream" }
  const response = await visitor.request("POST", "/chat", { body: { turnId, content: [{ text: "Bye" }] }, headers, signal: leaving.signal })
  expect(response.status).toBe(200)
  leaving.abort()
  const list = async () => {
    const { body } = await visitor.json<{ conversations: { conversationId: string }[] }>("GET", "/conversations")
    const id = body.conversations[0]?.conversationId
    type Opened = { messages: { status: string; content: { text: string }[] }[] }
    const { messages } = (await visitor.json<Opened>("GET", `/conversations/${id}`)).body
    return messages.map(({ status, content }) => `${status} ${content[0]?.text}`)
  }
  await expect.poll(list, { timeout: 20_000 }).toEqual(["complete Bye", `complete ${whole}`])
})
