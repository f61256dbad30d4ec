import { createAmazonBedrock } from "@ai-sdk/amazon-bedrock"
import { AnthropicBedrock } from "@anthropic-ai/bedrock-sdk"
import {
  BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  type ConverseStreamOutput,
  InvokeModelCommand,
} from "@aws-sdk/client-bedrock-runtime"
import { NodeHttpHandler } from "@smithy/node-http-handler"
import { generateText, streamText } from "ai"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Responder } from "../../src/bedrock/responder.ts"
import { type BedrockEndpoint, startBedrock } from "../../src/bedrock/server.ts"

/** Repeats the last message, so that a test sees its own request arrive. */
const echo: Responder = {
  countsTokens: false,
  async *answer({ system, messages }) {
    yield "You said: "
    yield `${messages.at(-1)?.text}`
    yield ` (${messages.length} messages, system: ${system})`
  },
}

let bedrock: BedrockEndpoint
beforeAll(async () => {
  bedrock = await startBedrock({ port: 0, responder: echo })
})
afterAll(() => bedrock.close())

const modelId = "global.anthropic.claude-sonnet-4-6"
const text = "You said: Grüße 👋 (1 messages, system: Be brief)"
// 8 and 12 bytes at 4 bytes a token, and 4 tokens for each of the two blocks; the answer has 53 bytes.
const usage = { inputTokens: 13, outputTokens: 14, totalTokens: 27, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 }
const credentials = { accessKeyId: "local", secretAccessKey: "local" }

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
      endpoint: bedrock.url,
      credentials,
      ...(handler && { requestHandler: handler }),
    })
  })
  afterAll(() => client.destroy())

  test("Converse gets the whole answer", async () => {
    const { $metadata, metrics, ...answer } = await client.send(new ConverseCommand(input))
    expect(answer).toMatchObject({ output: { message: { role: "assistant", content: [{ text }] } }, stopReason: "end_turn", usage })
    expect(metrics?.latencyMs).toBeTypeOf("number")
    expect($metadata.requestId).toMatch(/^[0-9a-f-]{36}$/)
  })

  test("ConverseStream gets the events in Bedrock's order, metadata last", async () => {
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

  test("an error arrives with its name and text", async () => {
    const wrong = client.send(new ConverseStreamCommand({ ...input, modelId: "global.anthropic.claude-nobody" }))
    await expect(wrong).rejects.toMatchObject({
      name: "ValidationException",
      message: "The provided model identifier is invalid.",
      $metadata: { httpStatusCode: 400 },
    })
  })

  test("a model may be called by the ARN of its inference profile", async () => {
    const arn = `arn:aws:bedrock:us-east-1:123456789012:inference-profile/${modelId}`
    expect((await client.send(new ConverseCommand({ ...input, modelId: arn }))).stopReason).toBe("end_turn")
  })

  test("a request of 24 MB is taken", async () => {
    const bytes = new Uint8Array(18_000_000)
    const content = [{ text: "What is this?" }, { image: { format: "png" as const, source: { bytes } } }]
    const { output } = await client.send(new ConverseCommand({ modelId, messages: [{ role: "user", content }] }))
    expect(output?.message?.content?.[0]?.text).toContain("You said: What is this?")
  })

  test("InvokeModel gets a Messages answer", async () => {
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

describe("the AI SDK", () => {
  const model = () => createAmazonBedrock({ region: "us-east-1", baseURL: bedrock.url, ...credentials })(modelId)

  test("generates a text", async () => {
    const answer = await generateText({ model: model(), system: "Be brief", prompt: "Grüße 👋" })
    expect(answer.text).toBe(text)
    expect(answer.finishReason).toBe("stop")
    expect(answer.usage).toMatchObject({ inputTokens: 13, outputTokens: 14 })
  })

  test("streams a text", async () => {
    const answer = streamText({ model: model(), system: "Be brief", prompt: "Grüße 👋" })
    expect(await answer.text).toBe(text)
    expect(await answer.finishReason).toBe("stop")
    expect(await answer.usage).toMatchObject({ inputTokens: 13, outputTokens: 14 })
  })
})

describe("Anthropic's SDK for Bedrock", () => {
  const client = () => new AnthropicBedrock({ awsRegion: "us-east-1", baseURL: bedrock.url, awsAccessKey: "local", awsSecretKey: "local" })
  const body = { model: modelId, max_tokens: 100, system: "Be brief", messages: [{ role: "user" as const, content: "Grüße 👋" }] }

  test("creates a message", async () => {
    expect(await client().messages.create(body)).toMatchObject({
      content: [{ type: "text", text }],
      stop_reason: "end_turn",
      usage: { input_tokens: 13, output_tokens: 14 },
    })
  })

  test("streams a message", async () => {
    const stream = client().messages.stream(body)
    const types: string[] = []
    stream.on("streamEvent", ({ type }) => types.push(type))
    const message = await stream.finalMessage()
    expect(message).toMatchObject({ content: [{ type: "text", text }], stop_reason: "end_turn", usage: { output_tokens: 14 } })
    expect(types).toEqual([
      "message_start",
      "content_block_start",
      ...Array.from({ length: 3 }, () => "content_block_delta"),
      "content_block_stop",
      "message_delta",
      "message_stop",
    ])
  })

  test("gets Bedrock's errors", async () => {
    await expect(client().messages.create({ ...body, model: "anthropic.claude-3-5-sonnet-20241022-v2:0" })).rejects.toMatchObject({
      status: 404,
    })
  })
})
