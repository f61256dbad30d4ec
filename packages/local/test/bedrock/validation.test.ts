import { catalogue } from "@parley/core/model/catalogue.ts"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type BedrockEndpoint, startBedrock } from "../../src/bedrock/server.ts"

let bedrock: BedrockEndpoint
beforeAll(async () => {
  const answer = async function* () {
    yield "Yes."
  }
  bedrock = await startBedrock({ port: 0, responder: { countsTokens: false, answer } })
})
afterAll(() => bedrock.close())

const haiku = "global.anthropic.claude-haiku-5-5"
const sonnet = "eu.anthropic.claude-sonnet-5-5"
const opus = "us.anthropic.claude-opus-5-5"
const older = "global.anthropic.claude-haiku-4-5-20251001-v1:0"

async function post(path: string, body: unknown) {
  const response = await fetch(`${bedrock.url}${path}`, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) })
  const type = response.headers.get("content-type")
  const requestId = response.headers.get("x-amzn-requestid")
  const json = type === "application/json" ? ((await response.json()) as { message?: string }) : {}
  return { status: response.status, name: response.headers.get("x-amzn-errortype"), message: json.message, requestId, type }
}

const user = { role: "user", content: [{ text: "Hi" }] }
const assistant = { role: "assistant", content: [{ text: "Hello" }] }
const converse = (more: object = {}) => ({ messages: [user], ...more })
const messages = (more: object = {}) => ({
  anthropic_version: "bedrock-2023-05-31",
  max_tokens: 10,
  messages: [{ role: "user", content: "Hi" }],
  ...more,
})
const config = (inferenceConfig: object) => converse({ inferenceConfig })
const thinking = (type: string) => converse({ additionalModelRequestFields: { thinking: { type } } })

describe.each(["converse", "converse-stream"])("%s", (operation) => {
  const ask = (modelId: string, body: unknown) => post(`/model/${encodeURIComponent(modelId)}/${operation}`, body)

  test.each<[string, string, object]>([
    ["a plain request", haiku, converse()],
    ["Haiku 5.5 without thinking", haiku, thinking("disabled")],
    ["Sonnet 5.5 thinking between tools", sonnet, thinking("between_tools")],
    ["a temperature for an older model", older, config({ temperature: 0.7 })],
    ["a prefilled answer, for an older model", older, converse({ messages: [user, assistant] })],
    ["the model's own maxTokens", haiku, config({ maxTokens: 128_000 })],
    ["cache points", haiku, { messages: [{ role: "user", content: [{ text: "Hi" }, { cachePoint: { type: "default" } }] }] }],
    ["log metadata", haiku, converse({ requestMetadata: { a: "b" } })],
    ["null for absent members", haiku, converse({ system: null, toolConfig: null, inferenceConfig: { maxTokens: null } })],
  ])("accepts %s", async (_what, modelId, body) => {
    expect(await ask(modelId, body)).toMatchObject({ status: 200, name: null })
  })

  test.each<[string, string, unknown, string]>([
    ["an unknown model", "global.anthropic.claude-1", converse(), "The provided model identifier is invalid."],
    [
      "the bare id of a model that requires an inference profile",
      "anthropic.claude-haiku-5-5",
      converse(),
      "Invocation of model ID anthropic.claude-haiku-5-5 with on-demand throughput isn’t supported.",
    ],
    [
      "temperature for a newer model",
      haiku,
      config({ temperature: 0 }),
      "The model returned the following errors: `temperature` is deprecated for this model.",
    ],
    [
      "topP for a newer model",
      opus,
      config({ topP: 0.9 }),
      "The model returned the following errors: `top_p` is deprecated for this model.",
    ],
    [
      "top_k for a newer model",
      haiku,
      converse({ additionalModelRequestFields: { top_k: 5 } }),
      "The model returned the following errors: `top_k` is deprecated for this model.",
    ],
    [
      "both temperature and topP",
      older,
      config({ temperature: 0.5, topP: 0.5 }),
      "The model returned the following errors: `temperature` and `top_p` cannot both be specified",
    ],
    [
      "a temperature above 1",
      older,
      config({ temperature: 1.1 }),
      "1 validation error detected: Value '1.1' at 'inferenceConfig.temperature' failed to satisfy constraint: Member must have value less than",
    ],
    ["a negative topP", older, config({ topP: -1 }), "1 validation error detected: Value '-1' at 'inferenceConfig.topP'"],
    ["maxTokens 0", haiku, config({ maxTokens: 0 }), "1 validation error detected: Value '0' at 'inferenceConfig.maxTokens'"],
    [
      "maxTokens over the model's limit",
      haiku,
      config({ maxTokens: 128_001 }),
      "The maximum tokens you requested exceeds the model limit of 128000.",
    ],
    [
      "a blank text",
      haiku,
      { messages: [{ role: "user", content: [{ text: "Hi" }, { text: " \n" }] }] },
      "The text field in the ContentBlock object at messages.0.content.1 is blank.",
    ],
    [
      "a blank system text",
      haiku,
      converse({ system: [{ text: "" }] }),
      "The text field in the SystemContentBlock object at system.0 is blank.",
    ],
    [
      "a message without content",
      haiku,
      { messages: [{ role: "user", content: [] }] },
      "The content field in the Message object at messages.0 is empty.",
    ],
    [
      "a prompt longer than the model's context",
      older,
      { messages: [{ role: "user", content: [{ text: "x".repeat(800_001) }] }] },
      "Input is too long for requested model.",
    ],
    ["no message", haiku, { messages: [] }, "A conversation must start with a user message."],
    ["an assistant message first", haiku, { messages: [assistant, user] }, "A conversation must start with a user message."],
    ["two user messages in a row", haiku, { messages: [user, user] }, "A conversation must alternate between user and assistant roles."],
    [
      "a prefilled answer",
      haiku,
      { messages: [user, assistant] },
      "The model returned the following errors: This model does not support assistant message prefill.",
    ],
    ["a body without messages", haiku, {}, "1 validation error detected: Value null at 'messages' failed to satisfy constraint"],
  ])("refuses %s", async (_what, modelId, body, message) => {
    const answer = await ask(modelId, body)
    expect(answer).toMatchObject({ status: 400, name: "ValidationException", type: "application/json" })
    expect(answer.message?.slice(0, message.length)).toBe(message)
    expect(answer.requestId).toMatch(/^[0-9a-f-]{36}$/)
  })

  test.each<[string, unknown]>([
    ["broken JSON", '{"messages":'],
    ["no body", ""],
    ["a list", []],
    ["a text in place of a list", { messages: "Hi" }],
    ["a fraction of a token", config({ maxTokens: 1.5 })],
    ["a number in place of a text", { messages: [{ role: "user", content: [{ text: 1 }] }] }],
  ])("%s is refused as unreadable", async (_what, body) => {
    expect(await ask(haiku, body)).toMatchObject({ status: 400, name: "SerializationException" })
  })

  test.each(catalogue.filter(({ lifecycle }) => lifecycle === "ended").map(({ baseId }) => baseId))(
    "%s is refused as retired",
    async (modelId) => {
      expect(await ask(modelId, converse())).toMatchObject({
        status: 404,
        name: "ResourceNotFoundException",
        message: "This model version has reached the end of its life. Please refer to the AWS documentation for more details.",
      })
    },
  )

  test("a body over 25 MB is refused", async () => {
    const answer = await ask(haiku, { messages: [{ role: "user", content: [{ text: "x".repeat(25_000_000) }] }] })
    expect(answer).toMatchObject({ status: 413, name: "RequestEntityTooLargeException" })
  })
})

describe.each(["invoke", "invoke-with-response-stream"])("%s", (operation) => {
  const ask = (modelId: string, body: unknown) => post(`/model/${modelId}/${operation}`, body)

  test.each<[string, object]>([
    ["a plain request", messages()],
    ["blocks", messages({ messages: [{ role: "user", content: [{ type: "text", text: "Hi", cache_control: { type: "ephemeral" } }] }] })],
    ["two messages in a row with one role", messages({ messages: [...messages().messages, ...messages().messages] })],
  ])("accepts %s", async (_what, body) => {
    expect(await ask(haiku, body)).toMatchObject({ status: 200, name: null })
  })

  test.each<[string, object, string]>([
    ["an unknown version", messages({ anthropic_version: "claude-3" }), "Invalid API version: claude-3"],
    ["no version", { ...messages(), anthropic_version: undefined }, "anthropic_version: Field required"],
    ["no max_tokens", { ...messages(), max_tokens: undefined }, "max_tokens: Field required"],
    ["max_tokens 0", messages({ max_tokens: 0 }), "1 validation error detected: Value '0' at 'max_tokens'"],
    ["a temperature", messages({ temperature: 1 }), "`temperature` is deprecated for this model."],
    ["an assistant message first", messages({ messages: [{ role: "assistant", content: "Hi" }] }), "messages: first message must use"],
    ["a blank text", messages({ messages: [{ role: "user", content: " " }] }), "messages: text content blocks must contain non-whitespace"],
    ["a blank system", messages({ system: "" }), "system: text content blocks must contain non-whitespace"],
    ["a message without content", messages({ messages: [{ role: "user", content: [] }] }), "messages.0: content must not be empty"],
  ])("refuses %s", async (_what, body, message) => {
    const answer = await ask(haiku, body)
    expect(answer).toMatchObject({ status: 400, name: "ValidationException" })
    expect(answer.message?.slice(0, message.length)).toBe(message)
  })
})

test.each([
  ["GET", `/model/${haiku}/converse`],
  ["POST", "/"],
  ["POST", `/model/converse`],
])("%s %s is an unknown operation", async (method, path) => {
  const response = await fetch(`${bedrock.url}${path}`, { method, ...(method === "POST" && { body: "{}" }) })
  expect([response.status, response.headers.get("x-amzn-errortype")]).toEqual([404, "UnknownOperationException"])
})

test("a model id with an invalid URL encoding is refused", async () => {
  expect(await post("/model/%E0%A4%A/converse", converse())).toMatchObject({ status: 400, name: "ValidationException" })
})
