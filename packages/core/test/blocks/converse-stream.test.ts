import { randomBytes } from "node:crypto"
import type { ConverseStreamOutput } from "@aws-sdk/client-bedrock-runtime"
import { expect, test } from "vitest"
import type { ServerBlock } from "../../src/blocks/block.ts"
import { type BlockEvent, blockReader } from "../../src/blocks/converse-stream.ts"
import { useConverse, user } from "../support/converse.ts"

const converse = useConverse()

type Frame = [type: string, payload: object]
const delta = (contentBlockIndex: number, of: object): Frame => ["contentBlockDelta", { contentBlockIndex, delta: of }]
const stop = (contentBlockIndex: number): Frame => ["contentBlockStop", { contentBlockIndex }]

/** The events of an answer of these frames, read with the SDK. Each frame takes ten milliseconds. */
async function read(...frames: Frame[]): Promise<BlockEvent[]> {
  converse.bedrock.script({ frames: [["messageStart", { role: "assistant" }], ...frames, ["messageStop", { stopReason: "end_turn" }]] })
  const { stream } = await converse.send([user({ text: "Q" })])
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

test.each([
  ["5", 5],
  ['"home"', "home"],
  ["[1]", [1]],
  ["null", null],
])("a call with the input %s, which is no object, is not made", async (json, input) => {
  const events = await read(
    ["contentBlockStart", { contentBlockIndex: 0, start: { toolUse: { toolUseId: "t1", name: "look" } } }],
    delta(0, { toolUse: { input: json } }),
    stop(0),
  )
  expect(held(events)).toEqual([{ toolUse: { toolUseId: "t1", name: "look", input, status: "failed" } }])
})
