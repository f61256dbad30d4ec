import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import { BedrockError } from "../../src/bedrock/bedrock-error.ts"
import type { Responder } from "../../src/bedrock/responder.ts"
import { type BedrockEndpoint, startBedrock } from "../../src/bedrock/server.ts"
import { decodeFrames } from "./decode-frames.ts"

let respond: Responder["answer"]
let bedrock: BedrockEndpoint
beforeAll(async () => {
  bedrock = await startBedrock({ port: 0, responder: { countsTokens: false, answer: (request) => respond(request) } })
})
beforeEach(() => {
  respond = async function* () {
    yield "Hello"
    yield " there"
  }
})
afterAll(() => bedrock.close())

const path = (operation: string) => `/model/global.anthropic.claude-haiku-5-5/${operation}`
const body = (more: object = {}) => JSON.stringify({ messages: [{ role: "user", content: [{ text: "Hi" }] }], ...more })
const post = (operation: string, json = body()) => fetch(bedrock.url + path(operation), { method: "POST", body: json })
const framesOf = async (response: Response) => decodeFrames(Buffer.from(await response.arrayBuffer()))

const event = (type: string, payload: unknown) => ({
  headers: { ":event-type": type, ":content-type": "application/json", ":message-type": "event" },
  payload,
})

test("a streamed answer has Bedrock's frames, byte by byte", async () => {
  const response = await post("converse-stream")
  expect(response.headers.get("content-type")).toBe("application/vnd.amazon.eventstream")
  expect(await framesOf(response)).toEqual([
    event("messageStart", { role: "assistant" }),
    event("contentBlockDelta", { contentBlockIndex: 0, delta: { text: "Hello" } }),
    event("contentBlockDelta", { contentBlockIndex: 0, delta: { text: " there" } }),
    event("contentBlockStop", { contentBlockIndex: 0 }),
    event("messageStop", { stopReason: "end_turn" }),
    event("metadata", {
      usage: { inputTokens: 5, outputTokens: 3, totalTokens: 8, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 },
      metrics: { latencyMs: expect.any(Number) },
    }),
  ])
})

test("a streamed Messages answer is encoded in chunks and ends with the invocation metrics", async () => {
  const json = JSON.stringify({
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: 50,
    messages: [{ role: "user", content: "Hi" }],
  })
  const frames = await framesOf(await post("invoke-with-response-stream", json))
  expect(new Set(frames.map(({ headers }) => headers[":event-type"]))).toEqual(new Set(["chunk"]))
  const events = frames.map(({ payload }) => JSON.parse(Buffer.from((payload as { bytes: string }).bytes, "base64").toString()))
  const input = { input_tokens: 5, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 }
  expect(events).toEqual([
    {
      type: "message_start",
      message: {
        id: expect.stringMatching(/^msg_bdrk_[0-9a-f]{32}$/),
        type: "message",
        role: "assistant",
        model: "claude-haiku-5-5",
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { ...input, output_tokens: 1 },
      },
    },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hello" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: " there" } },
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { ...input, output_tokens: 3 } },
    {
      type: "message_stop",
      "amazon-bedrock-invocationMetrics": {
        inputTokenCount: 5,
        outputTokenCount: 3,
        invocationLatency: expect.any(Number),
        firstByteLatency: expect.any(Number),
        cacheReadInputTokenCount: 0,
        cacheWriteInputTokenCount: 0,
      },
    },
  ])
})

describe("an answer ends", () => {
  const ask = async (inferenceConfig: object) => {
    const answer = (await (await post("converse", body({ inferenceConfig }))).json()) as {
      output: { message: { content: { text: string }[] } }
      stopReason: string
      usage: { outputTokens: number }
    }
    return [answer.output.message.content[0]?.text, answer.stopReason, answer.usage.outputTokens]
  }

  test("at maxTokens, never inside a character", async () => {
    respond = async function* () {
      yield "12345"
      yield "6👋👋"
    }
    expect(await ask({ maxTokens: 2 })).toEqual(["123456", "max_tokens", 2])
    expect(await ask({ maxTokens: 3 })).toEqual(["123456👋", "max_tokens", 3])
    expect(await ask({ maxTokens: 4 })).toEqual(["123456👋👋", "end_turn", 4])
  })

  test("before a stop sequence, even one that arrives in pieces", async () => {
    respond = async function* () {
      yield "one E"
      yield "N"
      yield "x two EN"
      yield "D three"
    }
    expect(await ask({ stopSequences: ["END"] })).toEqual(["one ENx two ", "stop_sequence", 3])
    expect(await ask({ stopSequences: ["three!"] })).toEqual(["one ENx two END three", "end_turn", 6])
  })

  test("as the backend reports, if it counts tokens itself", async () => {
    respond = async function* () {
      yield "text"
      yield { stopReason: "max_tokens", usage: { inputTokens: 100, outputTokens: 40, cacheReadInputTokens: 8 } }
    }
    const answer = await (await post("converse")).json()
    expect(answer).toMatchObject({
      stopReason: "max_tokens",
      usage: { inputTokens: 100, outputTokens: 40, cacheReadInputTokens: 8, cacheWriteInputTokens: 0, totalTokens: 148 },
    })
  })
})

describe("an error", () => {
  test("before the first item is an HTTP error", async () => {
    respond = async function* () {
      yield* []
      throw new BedrockError("ThrottlingException", "Too many requests.")
    }
    const response = await post("converse-stream")
    expect([response.status, response.headers.get("x-amzn-errortype"), await response.json()]).toEqual([
      429,
      "ThrottlingException",
      { message: "Too many requests." },
    ])
  })

  test("that is unexpected hides its cause from the caller and prints it on the terminal", async () => {
    const bug = new Error("a secret")
    respond = async function* () {
      yield* []
      throw bug
    }
    const logged = vi.spyOn(console, "error").mockImplementation(() => undefined)
    const response = await post("converse")
    expect([response.status, await response.json()]).toEqual([500, { message: "The local Bedrock endpoint failed." }])
    expect(logged).toHaveBeenCalledWith(bug)
    logged.mockRestore()
  })

  test.each([
    ["ThrottlingException", "throttlingException"],
    ["ServiceUnavailableException", "serviceUnavailableException"],
    ["ModelErrorException", "modelStreamErrorException"],
  ] as const)("%s after it is the exception frame %s", async (name, frame) => {
    respond = async function* () {
      yield "Hel"
      throw new BedrockError(name, "It broke.")
    }
    const frames = await framesOf(await post("converse-stream"))
    expect(frames.map(({ headers }) => headers[":event-type"] ?? headers[":exception-type"])).toEqual([
      "messageStart",
      "contentBlockDelta",
      frame,
    ])
    expect(frames.at(-1)).toEqual({
      headers: { ":exception-type": frame, ":content-type": "application/json", ":message-type": "exception" },
      payload: { message: "It broke." },
    })
  })
})
