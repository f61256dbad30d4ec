import { AnthropicBedrock } from "@anthropic-ai/bedrock-sdk"
import { describe, expect, test } from "vitest"
import { textOf } from "../../src/bedrock/prompt/content.ts"
import { endpoint, models } from "./endpoint.ts"
import { pdf, png } from "./media.ts"

const echo = endpoint({
  countsTokens: false,
  async *answer({ system, messages }) {
    yield "You said: "
    yield messages.slice(-1).map(textOf).join("")
    yield ` (system: ${system})`
  },
})
const builtIn = endpoint()
const clientOf = ({ url }: { url: () => string }) =>
  new AnthropicBedrock({ awsRegion: "us-east-1", baseURL: url(), awsAccessKey: "local", awsSecretKey: "local", maxRetries: 0 })

describe("text", () => {
  const text = "You said: Grüße 👋 (system: Be brief)"
  const body = { model: models.sonnet46, max_tokens: 100, system: "Be brief", messages: [{ role: "user" as const, content: "Grüße 👋" }] }

  test("creates a message", async () => {
    expect(await clientOf(echo).messages.create(body)).toMatchObject({
      content: [{ type: "text", text }],
      stop_reason: "end_turn",
      usage: { input_tokens: 13, output_tokens: 11 },
    })
  })

  test("streams a message", async () => {
    const stream = clientOf(echo).messages.stream(body)
    const types: string[] = []
    stream.on("streamEvent", ({ type }) => types.push(type))
    const message = await stream.finalMessage()
    expect(message).toMatchObject({ content: [{ type: "text", text }], stop_reason: "end_turn", usage: { output_tokens: 11 } })
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
    await expect(clientOf(echo).messages.create({ ...body, model: "anthropic.claude-3-5-sonnet-20241022-v2:0" })).rejects.toMatchObject({
      status: 404,
    })
  })
})

describe("tools, images and reasoning", () => {
  const tools = [
    { name: "weather", input_schema: { type: "object" as const, properties: { city: { type: "string" } }, required: ["city"] } },
  ]
  const messages = [{ role: "user" as const, content: "Weather in Paris?" }]
  const body = { model: models.haiku, max_tokens: 4_000, messages }

  test("a forced tool is called, and its result is used", async () => {
    const client = clientOf(builtIn)
    const forced = await client.messages.create({ ...body, tools, tool_choice: { type: "tool", name: "weather" } })
    expect(forced.stop_reason).toBe("tool_use")
    const [call] = forced.content
    expect(call).toEqual({ type: "tool_use", id: expect.any(String), name: "weather", input: { city: "" } })
    if (call?.type !== "tool_use") throw new Error("no tool was called")
    const { content } = await client.messages.create({
      ...body,
      tools,
      messages: [
        ...messages,
        { role: "assistant", content: [{ type: "tool_use", id: call.id, name: call.name, input: call.input }] },
        { role: "user", content: [{ type: "tool_result", tool_use_id: call.id, content: "blue sky", is_error: true }] },
      ],
    })
    expect(content[0]).toMatchObject({ type: "text", text: expect.stringContaining("The tool `weather` failed:\n\n```\nblue sky\n```") })
  })

  test("the stream helper assembles a tool call", async () => {
    const stream = clientOf(builtIn).messages.stream({ ...body, tools, tool_choice: { type: "any" } })
    const pieces: string[] = []
    stream.on("inputJson", (piece) => pieces.push(piece))
    expect(await stream.finalMessage()).toMatchObject({
      content: [{ type: "tool_use", name: "weather", input: { city: "" } }],
      stop_reason: "tool_use",
    })
    expect(pieces.join("")).toBe('{"city":""}')
  })

  test("the stream helper assembles reasoning with its signature", async () => {
    const thinking = { type: "enabled" as const, budget_tokens: 2_000 }
    const message = await clientOf(builtIn)
      .messages.stream({ ...body, model: models.haiku45, thinking })
      .finalMessage()
    expect(message.content).toEqual([
      { type: "thinking", thinking: expect.stringMatching(/./), signature: expect.stringMatching(/./) },
      { type: "text", text: expect.any(String) },
    ])
  })

  test("an image and a PDF are described by kind, format and size", async () => {
    const { content } = await clientOf(builtIn).messages.create({
      ...body,
      messages: [
        {
          role: "user",
          content: [
            { type: "image", source: { type: "base64", media_type: "image/png", data: png.toString("base64") } },
            { type: "document", title: "report", source: { type: "base64", media_type: "application/pdf", data: pdf.toString("base64") } },
          ],
        },
      ],
    })
    expect(content[0]).toMatchObject({
      text: expect.stringContaining(`one PNG image of ${png.length} bytes and one PDF document “report” of`),
    })
  })

  test("a beta message with cache points is accepted", async () => {
    const cached = [{ type: "text" as const, text: "x".repeat(4_000), cache_control: { type: "ephemeral" as const } }]
    const ask = () =>
      clientOf(builtIn).beta.messages.create({
        ...{ model: models.haiku, max_tokens: 100, system: cached, messages },
        betas: ["context-1m-2025-08-07"],
      })
    await ask()
    expect((await ask()).usage).toMatchObject({ cache_read_input_tokens: 1_004 })
  })
})
