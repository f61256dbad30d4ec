import {
  BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  type ConverseStreamOutput,
  InvokeModelCommand,
  type Message,
} from "@aws-sdk/client-bedrock-runtime"
import { NodeHttpHandler } from "@smithy/node-http-handler"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { textOf } from "../../src/bedrock/prompt/content.ts"
import type { Responder } from "../../src/bedrock/responder.ts"
import { credentials, endpoint } from "./endpoint.ts"
import { pdf, png } from "./media.ts"

/** Repeats the last message: a test can see its own request. */
const echo: Responder = {
  countsTokens: false,
  async *answer({ system, messages }) {
    yield "You said: "
    yield messages.slice(-1).map(textOf).join("")
    yield ` (${messages.length} messages, system: ${system})`
  },
}

const { url } = endpoint(echo)
const builtIn = endpoint()

const modelId = "global.anthropic.claude-sonnet-4-6"
const text = "You said: Grüße 👋 (1 messages, system: Be brief)"
// 8 and 12 bytes at 4 bytes a token, and 4 tokens for each of the two blocks; the answer has 53 bytes.
const usage = { inputTokens: 13, outputTokens: 14, totalTokens: 27, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 }

describe.each([
  ["its default handler (HTTP/2)", () => undefined],
  ["NodeHttpHandler (HTTP/1.1)", () => new NodeHttpHandler()],
])("the AWS SDK with %s", (_name, requestHandler) => {
  const input: ConverseCommandInput = {
    modelId,
    system: [{ text: "Be brief" }],
    messages: [{ role: "user", content: [{ text: "Grüße 👋" }] }],
    inferenceConfig: { maxTokens: 100, temperature: 0.5 },
  }
  let client: BedrockRuntimeClient
  beforeAll(() => {
    const handler = requestHandler()
    client = new BedrockRuntimeClient({
      region: "us-east-1",
      endpoint: url(),
      credentials,
      ...(handler && { requestHandler: handler }),
    })
  })
  afterAll(() => client.destroy())

  test("Converse returns the whole answer", async () => {
    const { $metadata, metrics, ...answer } = await client.send(new ConverseCommand(input))
    expect(answer).toMatchObject({ output: { message: { role: "assistant", content: [{ text }] } }, stopReason: "end_turn", usage })
    expect(metrics?.latencyMs).toBeTypeOf("number")
    expect($metadata.requestId).toMatch(/^[0-9a-f-]{36}$/)
  })

  test("ConverseStream returns the events in Bedrock's order, metadata last", async () => {
    const { stream = [], $metadata } = await client.send(new ConverseStreamCommand(input))
    const events: ConverseStreamOutput[] = []
    for await (const event of stream) events.push(event)
    expect($metadata.requestId).toMatch(/^[0-9a-f-]{36}$/)
    expect(events.map((event) => Object.keys(event)[0])).toEqual([
      "messageStart",
      ...Array.from({ length: 3 }, () => "contentBlockDelta"),
      "contentBlockStop",
      "messageStop",
      "metadata",
    ])
    expect(events.map((event) => event.contentBlockDelta?.delta?.text ?? "").join("")).toBe(text)
    expect(events.at(-2)).toEqual({ messageStop: { stopReason: "end_turn" } })
    expect(events.at(-1)?.metadata).toMatchObject({ usage })
  })

  test("an error arrives with its name and message", async () => {
    const wrong = client.send(new ConverseStreamCommand({ ...input, modelId: "global.anthropic.claude-nobody" }))
    await expect(wrong).rejects.toMatchObject({
      name: "ValidationException",
      message: "The provided model identifier is invalid.",
      $metadata: { httpStatusCode: 400 },
    })
  })

  test("a model can be called by the ARN of its inference profile", async () => {
    const arn = `arn:aws:bedrock:us-east-1:123456789012:inference-profile/${modelId}`
    expect((await client.send(new ConverseCommand({ ...input, modelId: arn }))).stopReason).toBe("end_turn")
  })

  test("a request of 24 MB is accepted", async () => {
    const bytes = Buffer.concat([pdf, Buffer.alloc(18_000_000)])
    const content = [{ text: "What is this?" }, { document: { format: "pdf" as const, name: "large", source: { bytes } } }]
    const { output } = await client.send(new ConverseCommand({ modelId, messages: [{ role: "user", content }] }))
    expect(output?.message?.content?.[0]?.text).toContain("You said: What is this?")
  })

  test("InvokeModel returns a Messages answer", async () => {
    const body = JSON.stringify({
      anthropic_version: "bedrock-2023-05-31",
      max_tokens: 100,
      messages: [{ role: "user", content: "Hi" }],
    })
    const answer = await client.send(new InvokeModelCommand({ modelId, contentType: "application/json", body }))
    expect(JSON.parse(answer.body.transformToString())).toMatchObject({
      type: "message",
      role: "assistant",
      model: "claude-sonnet-4-6",
      content: [{ type: "text", text: "You said: Hi (1 messages, system: )" }],
      stop_reason: "end_turn",
      stop_sequence: null,
      usage: { input_tokens: 5, output_tokens: 9, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 },
    })
  })
})

describe("tools, images and structured output", () => {
  const tools = [
    {
      toolSpec: {
        name: "weather",
        inputSchema: {
          json: {
            type: "object",
            properties: { city: { type: "string" }, days: { type: "integer", minimum: 1 } },
            required: ["city", "days"],
          },
        },
      },
    },
  ]
  const messages: Message[] = [{ role: "user", content: [{ text: "Weather in Paris?" }] }]
  const haiku = "us.anthropic.claude-haiku-5-5"
  let client: BedrockRuntimeClient
  beforeAll(() => {
    client = new BedrockRuntimeClient({ region: "us-east-1", endpoint: builtIn.url(), credentials })
  })
  afterAll(() => client.destroy())

  test("a forced tool is called with an input that matches its schema, and its result is used", async () => {
    const forced = await client.send(new ConverseCommand({ modelId: haiku, messages, toolConfig: { tools, toolChoice: { any: {} } } }))
    expect(forced.stopReason).toBe("tool_use")
    const [block] = forced.output?.message?.content ?? []
    expect(block?.toolUse).toEqual({ toolUseId: expect.stringMatching(/^tooluse_/), name: "weather", input: { city: "", days: 1 } })
    const result = { toolUseId: block?.toolUse?.toolUseId, content: [{ json: { sky: "blue" } }] }
    const { output } = await client.send(
      new ConverseCommand({
        modelId: haiku,
        messages: [...messages, forced.output?.message as Message, { role: "user", content: [{ toolResult: result }] }],
        toolConfig: { tools },
      }),
    )
    expect(output?.message?.content?.[0]?.text).toContain('The tool `weather` answered:\n\n```\n{"sky":"blue"}\n```')
  })

  test("a streamed tool call is a separate block", async () => {
    const toolConfig = { tools, toolChoice: { tool: { name: "weather" } } }
    const { stream = [] } = await client.send(new ConverseStreamCommand({ modelId: haiku, messages, toolConfig }))
    const events: ConverseStreamOutput[] = []
    for await (const event of stream) events.push(event)
    const start = { toolUse: { toolUseId: expect.any(String), name: "weather" } }
    expect(events.slice(0, -1)).toEqual([
      { messageStart: { role: "assistant" } },
      { contentBlockStart: { contentBlockIndex: 0, start } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { toolUse: { input: '{"city":"","days":1}' } } } },
      { contentBlockStop: { contentBlockIndex: 0 } },
      { messageStop: { stopReason: "tool_use" } },
    ])
  })

  test("a streamed answer with reasoning has the reasoning block before the text, with its signature last", async () => {
    const additionalModelRequestFields = { thinking: { type: "adaptive", display: "summarized" } }
    const { stream = [] } = await client.send(new ConverseStreamCommand({ modelId: haiku, messages, additionalModelRequestFields }))
    const deltas: object[] = []
    for await (const { contentBlockDelta: delta } of stream) if (delta?.contentBlockIndex === 0) deltas.push(delta.delta ?? {})
    expect(deltas).toEqual([{ reasoningContent: { text: expect.any(String) } }, { reasoningContent: { signature: expect.any(String) } }])
  })

  test("an image and a document are described by kind, format and size", async () => {
    const content = [
      { text: "How do I deploy?" },
      { image: { format: "png" as const, source: { bytes: png } } },
      { document: { format: "pdf" as const, name: "report", source: { bytes: pdf } } },
    ]
    const { output } = await client.send(new ConverseCommand({ modelId: haiku, messages: [{ role: "user", content }] }))
    expect(output?.message?.content?.[0]?.text).toContain(
      `With it came one PNG image of ${png.length} bytes and one PDF document “report” of ${pdf.length} bytes`,
    )
  })

  test("a structured answer is JSON that matches its schema", async () => {
    const schema = JSON.stringify({
      type: "object",
      properties: { kind: { enum: ["a", "b"] } },
      required: ["kind"],
      additionalProperties: false,
    })
    const outputConfig = { textFormat: { type: "json_schema" as const, structure: { jsonSchema: { schema, name: "kind" } } } }
    const { output } = await client.send(new ConverseCommand({ modelId: haiku, messages, outputConfig }))
    expect(JSON.parse(output?.message?.content?.[0]?.text ?? "")).toEqual({ kind: "a" })
  })
})
