import { randomBytes } from "node:crypto"
import { BedrockRuntimeClient, ConverseStreamCommand, type ConverseStreamOutput } from "@aws-sdk/client-bedrock-runtime"
import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { NodeHttpHandler } from "@smithy/node-http-handler"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import type { ServerBlock } from "../../src/blocks/block.ts"
import { converseMessages, type PromptMessage } from "../../src/blocks/converse.ts"
import { type BlockEvent, blockReader } from "../../src/blocks/converse-stream.ts"

let bedrock: FaultBedrock
let client: BedrockRuntimeClient
beforeAll(async () => {
  bedrock = await startFaultBedrock()
  client = new BedrockRuntimeClient({
    endpoint: bedrock.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    requestHandler: new NodeHttpHandler(),
  })
})
afterEach(() => bedrock.reset())
afterAll(async () => {
  client.destroy()
  await bedrock.close()
})

const bytes = new Map([["fil_1", Uint8Array.from([1, 2, 3])]])
const send = (messages: PromptMessage[]) =>
  client.send(
    new ConverseStreamCommand({ modelId: "m", messages: converseMessages(messages, (fileId) => bytes.get(fileId)), toolConfig: undefined }),
  )

/** The messages as they arrived at Bedrock. */
async function sent(...messages: PromptMessage[]): Promise<unknown> {
  const { stream } = await send(messages)
  for await (const _ of stream ?? []);
  return bedrock.calls.at(-1)?.body.messages
}
const user = (...content: ServerBlock[]): PromptMessage => ({ role: "user", content })
const assistant = (...content: ServerBlock[]): PromptMessage => ({ role: "assistant", content })
const call = (toolUseId: string, input: unknown = {}): ServerBlock => ({ toolUse: { toolUseId, name: "look", input, status: "done" } })
const result = (toolUseId: string, text: string): ServerBlock => ({ toolResult: { toolUseId, content: [{ text }], status: "success" } })
const sentCall = (toolUseId: string, input: unknown = {}) => ({ toolUse: { toolUseId, name: "look", input } })
const sentResult = (toolUseId: string, text: string) => ({ toolResult: { toolUseId, content: [{ text }], status: "success" } })

test("a question of several texts is one text, and texts on both sides of reasoning too", async () => {
  expect(
    await sent(
      user({ text: "One" }, { text: "Two" }),
      assistant({ text: "A" }, { reasoning: { text: "hm", milliseconds: 3 } }, { text: " \n" }, { text: "B" }),
      user({ text: "Three" }),
    ),
  ).toEqual([
    { role: "user", content: [{ text: "One\n\nTwo" }] },
    { role: "assistant", content: [{ text: "A\n\nB" }] },
    { role: "user", content: [{ text: "Three" }] },
  ])
})

test("reasoning goes back with its proof only: signed, signed without text, or encrypted", async () => {
  const reasoning = [
    { text: "shown", milliseconds: 1, signature: "c2ln" },
    { milliseconds: 1, signature: "b25seQ==" },
    { milliseconds: 1, redactedContent: "b3BhcXVl" },
    { text: "unsigned", milliseconds: 1 },
  ]
  expect(
    await sent(user({ text: "Q" }), assistant(...reasoning.map((one) => ({ reasoning: one })), { text: "A" }), user({ text: "Q2" })),
  ).toEqual([
    { role: "user", content: [{ text: "Q" }] },
    {
      role: "assistant",
      content: [
        { reasoningContent: { reasoningText: { text: "shown", signature: "c2ln" } } },
        { reasoningContent: { reasoningText: { text: "", signature: "b25seQ==" } } },
        { reasoningContent: { redactedContent: "b3BhcXVl" } },
        { text: "A" },
      ],
    },
    { role: "user", content: [{ text: "Q2" }] },
  ])
})

test("an answer of several steps becomes messages in turns, and its last results join the next question", async () => {
  const answer = assistant(
    { text: "Let me look" },
    call("t1"),
    call("t2"),
    result("t2", "two"),
    result("t1", "one"),
    call("t3"),
    result("t3", "three"),
  )
  expect(await sent(user({ text: "Q" }), answer, user({ text: "Go on" }))).toEqual([
    { role: "user", content: [{ text: "Q" }] },
    { role: "assistant", content: [{ text: "Let me look" }, sentCall("t1"), sentCall("t2")] },
    { role: "user", content: [sentResult("t1", "one"), sentResult("t2", "two")] },
    { role: "assistant", content: [sentCall("t3")] },
    { role: "user", content: [sentResult("t3", "three"), { text: "Go on" }] },
  ])
})

test("a call without a stored result gets an error as its result, a result without a call is left out", async () => {
  const unknown = { toolResult: { toolUseId: "t2", content: [{ text: "The outcome of this call is unknown." }], status: "error" } }
  expect(
    await sent(
      user({ text: "Q" }),
      assistant(result("t0", "stray"), call("t1"), call("t2"), result("t1", "one"), { text: "A" }),
      user({ text: "Q2" }),
    ),
  ).toEqual([
    { role: "user", content: [{ text: "Q" }] },
    { role: "assistant", content: [sentCall("t1"), sentCall("t2")] },
    { role: "user", content: [sentResult("t1", "one"), unknown] },
    { role: "assistant", content: [{ text: "A" }] },
    { role: "user", content: [{ text: "Q2" }] },
  ])
})

test("input of a call is an object without empty keys", async () => {
  const answer = assistant(call("t1", { "": 1, in: [{ "": 2, kept: 1e200 }] }), call("t2", "not JSON"))
  expect(await sent(user({ text: "Q" }), answer, user({ text: "Go on" }))).toMatchObject([
    {},
    { content: [sentCall("t1", { in: [{ kept: 1e200 }] }), sentCall("t2", {})] },
    {},
  ])
})

test("files go as bytes under neutral names, with a text beside them; a file that is gone is said to be gone", async () => {
  const image = (fileId: string): ServerBlock => ({ image: { fileId, format: "png", width: 1, height: 1, name: "me.png" } })
  const document = (fileId: string): ServerBlock => ({ document: { fileId, format: "md", name: "Ignore all.md", bytes: 3 } })
  expect(
    await sent(
      user(image("fil_1"), document("fil_1"), document("fil_1")),
      assistant({ text: "A" }),
      user({ text: "Q" }, image("gone"), document("gone")),
    ),
  ).toEqual([
    {
      role: "user",
      content: [
        { image: { format: "png", source: { bytes: "AQID" } } },
        { document: { format: "md", name: "document 1", source: { bytes: "AQID" } } },
        { document: { format: "md", name: "document 2", source: { bytes: "AQID" } } },
        { text: "The message consists of the attached files." },
      ],
    },
    { role: "assistant", content: [{ text: "A" }] },
    { role: "user", content: [{ text: "Q\n\n[An image that is no longer available]\n\n[document 3 is no longer available]" }] },
  ])
})

test("a message whose blocks the model does not get leaves no empty message", async () => {
  expect(await sent(user({ text: "Q" }), assistant({ unknown: { kind: "song" } }), user({ text: "Q2" }))).toEqual([
    { role: "user", content: [{ text: "Q" }, { text: "Q2" }] },
  ])
})

type Frame = [type: string, payload: object]
const delta = (contentBlockIndex: number, of: object): Frame => ["contentBlockDelta", { contentBlockIndex, delta: of }]
const stop = (contentBlockIndex: number): Frame => ["contentBlockStop", { contentBlockIndex }]

/** What a reader makes of an answer of these frames, read with the SDK. Each frame takes ten milliseconds. */
async function read(...frames: Frame[]): Promise<BlockEvent[]> {
  bedrock.script({ frames: [["messageStart", { role: "assistant" }], ...frames, ["messageStop", { stopReason: "end_turn" }]] })
  const { stream } = await send([user({ text: "Q" })])
  let time = 0
  const reader = blockReader(() => time)
  const events: BlockEvent[] = []
  for await (const frame of (stream ?? []) as AsyncIterable<ConverseStreamOutput>) {
    time += 10
    events.push(...reader(frame))
  }
  return events
}

/** The blocks that a listener holds after these events, by the rules of the stream. */
function held(events: BlockEvent[]): ServerBlock[] {
  const blocks: ServerBlock[] = []
  const texts: string[] = []
  for (const event of events) {
    if (event.type === "delta") {
      expect(event.index).toBe(blocks.length - 1)
      texts[event.index] += event.text
    } else {
      if (event.type === "block") expect(event.index).toBe(blocks.length)
      if (event.type === "block") texts[event.index] = ""
      blocks[event.index] = event.block
    }
  }
  for (const [index, block] of blocks.entries()) {
    const text = "text" in block ? block.text : "reasoning" in block ? (block.reasoning.text ?? "") : ""
    expect(texts[index]).toBe(text)
  }
  return blocks
}

test("reasoning, text, citations and calls of a stream become blocks", async () => {
  const redacted = randomBytes(20).toString("base64")
  const events = await read(
    delta(0, { reasoningContent: { text: "Let me " } }),
    delta(0, { reasoningContent: { text: "think" } }),
    delta(0, { reasoningContent: { signature: "c2lnbmVk" } }),
    stop(0),
    delta(1, { reasoningContent: { redactedContent: redacted } }),
    stop(1),
    delta(2, { text: "Look at " }),
    delta(2, {
      citation: { title: "Plan", sourceContent: [{ text: "a quote" }], location: { documentPage: { documentIndex: 0, start: 7, end: 8 } } },
    }),
    delta(2, { text: "page 7." }),
    stop(2),
    ["contentBlockStart", { contentBlockIndex: 3, start: { toolUse: { toolUseId: "t1", name: "look" } } }],
    delta(3, { toolUse: { input: '{"at":' } }),
    delta(3, { toolUse: { input: '"home"}' } }),
    stop(3),
    ["contentBlockStart", { contentBlockIndex: 4, start: { toolUse: { toolUseId: "t2", name: "clock" } } }],
    stop(4),
    ["contentBlockStart", { contentBlockIndex: 5, start: { toolUse: { toolUseId: "t3", name: "look" } } }],
    delta(5, { toolUse: { input: '{"at":' } }),
    stop(5),
  )
  expect(held(events)).toEqual([
    { reasoning: { text: "Let me think", milliseconds: 30, signature: "c2lnbmVk" } },
    { reasoning: { milliseconds: 10, redactedContent: redacted } },
    { text: "Look at page 7.", citations: [{ title: "Plan", page: 7, quote: "a quote" }] },
    { toolUse: { toolUseId: "t1", name: "look", input: { at: "home" }, status: "running" } },
    { toolUse: { toolUseId: "t2", name: "clock", input: {}, status: "running" } },
    { toolUse: { toolUseId: "t3", name: "look", input: '{"at":', status: "failed" } },
  ])
})

test("only the last block grows: a text that goes on after another block is a new block; a call's input is no text", async () => {
  const events = await read(
    delta(0, { text: "A" }),
    delta(1, { text: "B" }),
    delta(0, { text: "C" }),
    ["contentBlockStart", { contentBlockIndex: 2, start: { toolUse: { toolUseId: "t1", name: "look" } } }],
    ["contentBlockStart", { contentBlockIndex: 3, start: { toolUse: { toolUseId: "t2", name: "look" } } }],
    delta(2, { toolUse: { input: '{"a":1}' } }),
    delta(3, { toolUse: { input: '{"b":2}' } }),
    stop(0),
    stop(1),
    stop(2),
    stop(3),
  )
  expect(held(events)).toMatchObject([
    { text: "A" },
    { text: "B" },
    { text: "C" },
    { toolUse: { input: { a: 1 } } },
    { toolUse: { input: { b: 2 } } },
  ])
})

test("frames of no known kind are skipped, and a block that broke off keeps its text", async () => {
  const events = await read(
    ["contentBlockStart", { contentBlockIndex: 0, start: { image: { format: "png" } } }],
    delta(0, { image: { source: { bytes: "AQID" } } }),
    stop(0),
    delta(1, { text: "" }),
    delta(1, { text: "Half" }),
  )
  expect(events).toEqual([
    { type: "block", index: 0, block: { text: "" } },
    { type: "delta", index: 0, text: "Half" },
  ])
})
