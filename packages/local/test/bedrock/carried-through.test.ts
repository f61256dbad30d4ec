import { BedrockRuntimeClient, ConverseCommand, type ConverseCommandInput, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { openaiResponder } from "../../src/bedrock/responders/openai/responder.ts"
import { type BedrockEndpoint, startBedrock } from "../../src/bedrock/server.ts"
import { credentials, models } from "./endpoint.ts"
import { pdf, png } from "./media.ts"
import { startOpenaiServer } from "./openai-server.ts"

let server: Awaited<ReturnType<typeof startOpenaiServer>>
let bedrock: BedrockEndpoint
let client: BedrockRuntimeClient
beforeAll(async () => {
  server = await startOpenaiServer()
  bedrock = await startBedrock({ port: 0, responder: openaiResponder({ url: server.url, modelName: "mine" }) })
  client = new BedrockRuntimeClient({ region: "us-east-1", endpoint: bedrock.url, credentials, maxAttempts: 1 })
})
afterAll(async () => {
  client.destroy()
  await bedrock.close()
  await server.close()
})
const chunk = (delta: object, finish_reason: string | null = null) => ({ choices: [{ delta, finish_reason }] })
beforeEach(() => {
  server.asked.length = 0
  server.answer(chunk({ content: "Hi" }, "stop"))
})

const question: NonNullable<ConverseCommandInput["messages"]>[number] = { role: "user", content: [{ text: "Weather?" }] }
const tools = [{ toolSpec: { name: "weather", description: "The weather", inputSchema: { json: { type: "object" } }, strict: true } }]
const parameters = { type: "object" }

async function asked(input: Partial<ConverseCommandInput>, modelId = models.haiku) {
  await client.send(new ConverseCommand({ modelId, messages: [question], ...input }))
  return server.asked.at(-1)
}

describe("the server at LOCAL_MODEL_URL receives", () => {
  test("each tool and the tool choice", async () => {
    const sent = await asked({ toolConfig: { tools, toolChoice: { any: {} } } })
    expect(sent).toMatchObject({
      tools: [{ type: "function", function: { name: "weather", description: "The weather", parameters, strict: true } }],
      tool_choice: "required",
    })
    expect(await asked({ toolConfig: { tools } })).toMatchObject({ tool_choice: "auto" })
    expect(await asked({ toolConfig: { tools, toolChoice: { tool: { name: "weather" } } } })).toMatchObject({
      tool_choice: { type: "function", function: { name: "weather" } },
    })
    const additionalModelRequestFields = { tool_choice: { type: "auto", disable_parallel_tool_use: true } }
    expect(await asked({ toolConfig: { tools }, additionalModelRequestFields })).toMatchObject({ parallel_tool_calls: false })
  })

  test("a history of tool calls and results, followed by the user's text", async () => {
    const sent = await asked({
      toolConfig: { tools },
      messages: [
        question,
        {
          role: "assistant",
          content: [{ text: "Let me look." }, { toolUse: { toolUseId: "t1", name: "weather", input: { city: "Paris" } } }],
        },
        {
          role: "user",
          content: [
            {
              toolResult: {
                toolUseId: "t1",
                status: "error",
                content: [{ json: { code: 5 } }, { image: { format: "png", source: { bytes: png } } }],
              },
            },
            { text: "And?" },
          ],
        },
      ],
    })
    expect(sent?.messages).toEqual([
      { role: "user", content: "Weather?" },
      {
        role: "assistant",
        content: "Let me look.",
        tool_calls: [{ id: "t1", type: "function", function: { name: "weather", arguments: '{"city":"Paris"}' } }],
      },
      { role: "tool", tool_call_id: "t1", content: 'Error: {"code":5}' },
      {
        role: "user",
        content: [
          { type: "image_url", image_url: { url: `data:image/png;base64,${png.toString("base64")}` } },
          { type: "text", text: "And?" },
        ],
      },
    ])
  })

  test("an image as a data URL and a text document as text", async () => {
    const sent = await asked({
      messages: [
        {
          role: "user",
          content: [
            { text: "Compare." },
            { image: { format: "png", source: { bytes: png } } },
            { document: { format: "csv", name: "table", source: { bytes: Buffer.from("a,b\n1,2") } } },
          ],
        },
      ],
    })
    expect(sent?.messages).toEqual([
      {
        role: "user",
        content: [
          { type: "text", text: "Compare." },
          { type: "image_url", image_url: { url: `data:image/png;base64,${png.toString("base64")}` } },
          { type: "text", text: 'Document "table":\n\na,b\n1,2' },
        ],
      },
    ])
  })

  test("the schema of the answer", async () => {
    const schema = { type: "object", properties: { a: { type: "string" } } }
    const jsonSchema = { schema: JSON.stringify(schema), name: "thing" }
    expect(await asked({ outputConfig: { textFormat: { type: "json_schema", structure: { jsonSchema } } } })).toMatchObject({
      response_format: { type: "json_schema", json_schema: { name: "thing", schema, strict: true } },
    })
  })

  test("the sampling parameters that the model accepts, and no others", async () => {
    const sampling = { inferenceConfig: { temperature: 0.3, maxTokens: 77 }, additionalModelRequestFields: { top_k: 5 } }
    expect(await asked(sampling, models.haiku45)).toMatchObject({ temperature: 0.3, top_k: 5, max_tokens: 77 })
    expect(await asked({ inferenceConfig: { topP: 0.9 } }, models.haiku45)).toMatchObject({ top_p: 0.9 })
    expect(Object.keys((await asked({ inferenceConfig: { maxTokens: 5 } })) ?? {})).toEqual([
      "model",
      "messages",
      "max_tokens",
      "stream",
      "stream_options",
    ])
  })

  test("no PDF, which is refused with a message", async () => {
    const content = [{ text: "Read." }, { document: { format: "pdf" as const, name: "report", source: { bytes: pdf } } }]
    await expect(asked({ messages: [{ role: "user", content }] })).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("A document of the format pdf cannot be handed to the server at LOCAL_MODEL_URL"),
    })
    expect(server.asked).toEqual([])
  })
})

describe("the server at LOCAL_MODEL_URL returns", () => {
  const call = (index: number, more: object) => ({ tool_calls: [{ index, ...more }] })
  const toolConfig = { tools }

  test("a streamed tool call, fragment by fragment", async () => {
    server.answer(
      chunk({ role: "assistant", content: "Let me look." }),
      chunk(call(0, { id: "call_1", type: "function", function: { name: "weather", arguments: "" } })),
      chunk(call(0, { function: { arguments: '{"ci' } })),
      chunk(call(0, { function: { arguments: 'ty":"Paris"}' } })),
      chunk({}, "tool_calls"),
      { choices: [], usage: { prompt_tokens: 9, completion_tokens: 4 } },
    )
    const { stream = [] } = await client.send(new ConverseStreamCommand({ modelId: models.haiku, messages: [question], toolConfig }))
    const events: object[] = []
    for await (const event of stream) events.push(event)
    expect(events.slice(0, -1)).toEqual([
      { messageStart: { role: "assistant" } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { text: "Let me look." } } },
      { contentBlockStop: { contentBlockIndex: 0 } },
      { contentBlockStart: { contentBlockIndex: 1, start: { toolUse: { toolUseId: "call_1", name: "weather" } } } },
      { contentBlockDelta: { contentBlockIndex: 1, delta: { toolUse: { input: '{"ci' } } } },
      { contentBlockDelta: { contentBlockIndex: 1, delta: { toolUse: { input: 'ty":"Paris"}' } } } },
      { contentBlockStop: { contentBlockIndex: 1 } },
      { messageStop: { stopReason: "tool_use" } },
    ])
  })

  test("parallel calls in blocks that do not overlap, even if the server interleaves them, repeats an index or reports stop", async () => {
    server.answer(
      chunk(call(0, { id: "a", function: { name: "weather", arguments: '{"n":' } })),
      chunk(call(1, { id: "b", function: { name: "weather", arguments: '{"n"' } })),
      chunk(call(0, { function: { arguments: "1}" } })),
      chunk(call(1, { function: { arguments: ":2}" } })),
      chunk(call(0, { id: "no id for Bedrock!", function: { name: "weather", arguments: null } }), "stop"),
    )
    const { output, stopReason } = await client.send(new ConverseCommand({ modelId: models.haiku, messages: [question], toolConfig }))
    expect(stopReason).toBe("tool_use")
    expect(output?.message?.content).toEqual([
      { toolUse: { toolUseId: "a", name: "weather", input: { n: 1 } } },
      { toolUse: { toolUseId: "b", name: "weather", input: { n: 2 } } },
      { toolUse: { toolUseId: expect.stringMatching(/^tooluse_/), name: "weather", input: {} } },
    ])
  })

  test("reasoning if the request enabled thinking, and none otherwise", async () => {
    server.answer(chunk({ reasoning_content: "hm" }), chunk({ reasoning: "!" }), chunk({ content: "Hi" }, "stop"))
    const answered = async (thinking: object) => {
      const additionalModelRequestFields = { thinking } as never
      const { output } = await client.send(
        new ConverseCommand({ modelId: models.haiku, messages: [question], additionalModelRequestFields }),
      )
      return output?.message?.content
    }
    const reasoningText = { text: "hm!", signature: expect.any(String) }
    expect(await answered({ type: "adaptive", display: "summarized" })).toEqual([{ reasoningContent: { reasoningText } }, { text: "Hi" }])
    expect(await answered({ type: "disabled" })).toEqual([{ text: "Hi" }])
  })

  test("an answer ended by a filter, and one with a tool input that is not JSON", async () => {
    server.answer(chunk({ content: "Hi" }, "content_filter"))
    const ask = () => client.send(new ConverseCommand({ modelId: models.haiku, messages: [question], toolConfig }))
    expect((await ask()).stopReason).toBe("content_filtered")
    server.answer(chunk(call(0, { id: "a", function: { name: "weather", arguments: "{" } }), "tool_calls"))
    await expect(ask()).rejects.toMatchObject({ name: "ModelErrorException" })
    server.answer(chunk(call(0, { id: "a", function: { name: "weather", arguments: "{" } }), "length"))
    expect(await ask()).toMatchObject({ stopReason: "max_tokens", output: { message: { content: [{ toolUse: { input: {} } }] } } })
  })
})
