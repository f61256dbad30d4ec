import {
  ApplyGuardrailCommand,
  BedrockRuntimeClient,
  ConverseCommand,
  CountTokensCommand,
  ListAsyncInvokesCommand,
  type Message,
} from "@aws-sdk/client-bedrock-runtime"
import { describe, expect, test } from "vitest"
import { credentials, endpoint } from "./endpoint.ts"

const builtIn = endpoint()

describe("CountTokens", () => {
  const modelId = "anthropic.claude-haiku-4-5-20251001-v1:0"
  const client = () => new BedrockRuntimeClient({ region: "us-east-1", endpoint: builtIn.url(), credentials })
  const messages: Message[] = [{ role: "user", content: [{ text: "Weather in Paris?" }] }]
  const toolConfig = { tools: [{ toolSpec: { name: "w", inputSchema: { json: { type: "object" } } } }] }

  test.each([
    ["a conversation", { messages }],
    ["a conversation with system text and tools", { messages, system: [{ text: "Be brief" }], toolConfig }],
  ])("of %s is the count that the answer reports", async (_what, converse) => {
    const { inputTokens } = await client().send(new CountTokensCommand({ modelId, input: { converse } }))
    const { usage } = await client().send(new ConverseCommand({ modelId: `us.${modelId}`, ...converse }))
    expect(inputTokens).toBe(usage?.inputTokens)
  })

  test("of a Messages body is the same", async () => {
    const json = { anthropic_version: "bedrock-2023-05-31", max_tokens: 10, messages: [{ role: "user", content: "Weather in Paris?" }] }
    const body = Buffer.from(JSON.stringify(json))
    const { inputTokens } = await client().send(new CountTokensCommand({ modelId, input: { invokeModel: { body } } }))
    expect(inputTokens).toBe(9)
  })

  test.each([`us.${modelId}`, "anthropic.claude-haiku-5-5", "us.anthropic.claude-haiku-5-5"])("is refused for %s", async (id) => {
    const counting = client().send(new CountTokensCommand({ modelId: id, input: { converse: { messages } } }))
    await expect(counting).rejects.toMatchObject({ name: "ValidationException" })
  })
})

test.each([
  ["ApplyGuardrail", new ApplyGuardrailCommand({ guardrailIdentifier: "a", guardrailVersion: "1", source: "INPUT", content: [] })],
  ["ListAsyncInvokes", new ListAsyncInvokesCommand({})],
])("%s is refused as not supported", async (name, command) => {
  const client = new BedrockRuntimeClient({ region: "us-east-1", endpoint: builtIn.url(), credentials })
  await expect(client.send(command as ListAsyncInvokesCommand)).rejects.toMatchObject({
    name: "UnknownOperationException",
    message: `The local Bedrock endpoint does not have ${name}.`,
  })
})
