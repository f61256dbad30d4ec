import { describe, expect, test } from "vitest"
import { endpoint, models } from "./endpoint.ts"

const { post } = endpoint()
const tool = (name = "weather", json: unknown = { type: "object" }) => ({ toolSpec: { name, inputSchema: { json } } })
const toolConfig = { tools: [tool()] }

const ask = (body: object, model = models.haiku) =>
  post(`/model/${model}/converse`, { messages: [{ role: "user", content: [{ text: "Hi" }] }], ...body })
const called = { role: "assistant", content: [{ toolUse: { toolUseId: "t1", name: "weather", input: {} } }] }
const answered = (...ids: string[]) => ({
  role: "user",
  content: ids.map((toolUseId) => ({ toolResult: { toolUseId, content: [{ text: "sunny" }] } })),
})
const history = (...messages: object[]) => ({ messages: [{ role: "user", content: [{ text: "Hi" }] }, ...messages] })

const model = "The model returned the following errors: "
const constraint = (at: string, rule: string) => `1 validation error detected: Value ${at} failed to satisfy constraint: ${rule}`

describe("Converse refuses", () => {
  test.each<[string, object, string]>([
    [
      "an empty tool list",
      { toolConfig: { tools: [] } },
      constraint("at 'toolConfig.tools'", "Member must have length greater than or equal to 1"),
    ],
    [
      "a tool without a name",
      { toolConfig: { tools: [tool("")] } },
      constraint("'' at 'toolConfig.tools.1.member.toolSpec.name'", "Member must have length greater than or equal to 1"),
    ],
    [
      "a tool name with a space",
      { toolConfig: { tools: [tool("a b")] } },
      constraint("'a b' at 'toolConfig.tools.1.member.toolSpec.name'", "Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+"),
    ],
    [
      "a tool input that is not an object",
      { toolConfig: { tools: [tool("w", { type: "string" })] } },
      "The value at toolConfig.tools.0.toolSpec.inputSchema.json.type must be one of the following: object.",
    ],
    ["two tools with one name", { toolConfig: { tools: [tool(), tool()] } }, `${model}tools: Tool names must be unique.`],
    [
      "a choice of an unknown tool",
      { toolConfig: { ...toolConfig, toolChoice: { tool: { name: "x" } } } },
      `${model}Tool 'x' not found in provided tools`,
    ],
    [
      "two tool choices",
      { toolConfig: { ...toolConfig, toolChoice: { auto: {}, any: {} } } },
      "The ToolChoice object at toolConfig.toolChoice must set exactly one",
    ],
    [
      "a system tool",
      { toolConfig: { tools: [{ systemTool: { name: "nova_grounding" } }] } },
      "The field toolConfig.tools.0.systemTool is not supported",
    ],
    [
      "tool calls without tools",
      history(called, answered("t1")),
      "The toolConfig field must be defined when using toolUse and toolResult content blocks.",
    ],
    [
      "a call without its result",
      { ...history(called, { role: "user", content: [{ text: "So?" }] }), toolConfig },
      "Expected toolResult blocks at messages.2.content for the following Ids: t1",
    ],
    [
      "a result without a call",
      { ...history(called, answered("t1", "t2")), toolConfig },
      "The number of toolResult blocks at messages.2.content exceeds the number of toolUse blocks of previous turn.",
    ],
    [
      "an empty result of a failed call",
      { ...history(called, { role: "user", content: [{ toolResult: { toolUseId: "t1", content: [], status: "error" } }] }), toolConfig },
      "The content field at messages.2.content.0.toolResult cannot be empty when status value is error.",
    ],
    [
      "a schema that is not an object",
      { toolConfig: { tools: [tool("w", 7)] } },
      "The format of the value at toolConfig.tools.0.toolSpec.inputSchema.json is invalid. Provide a json object",
    ],
    [
      "a list as the input of a tool",
      {
        ...history({ role: "assistant", content: [{ toolUse: { toolUseId: "t1", name: "weather", input: [1] } }] }, answered("t1")),
        toolConfig,
      },
      "The format of the value at messages.1.content.0.toolUse.input is invalid. Provide a json object",
    ],
    [
      "a list as the JSON of a result",
      { ...history(called, { role: "user", content: [{ toolResult: { toolUseId: "t1", content: [{ json: [1] }] } }] }), toolConfig },
      "The format of the value at messages.2.content.0.toolResult.content.0.json is invalid. Provide a json object",
    ],
    [
      "a guardrail",
      { guardrailConfig: { guardrailIdentifier: "abc", guardrailVersion: "1" } },
      "The guardrail identifier or version provided in the request does not exist.",
    ],
    ["a flexible tier", { serviceTier: { type: "flex" } }, "The local Bedrock endpoint supports 'default' only at serviceTier.type."],
    [
      "optimized latency",
      { performanceConfig: { latency: "optimized" } },
      "The local Bedrock endpoint supports 'standard' only at performanceConfig.latency.",
    ],
    ["prompt variables", { promptVariables: { a: { text: "b" } } }, "The field promptVariables is not supported"],
    [
      "metadata with an invalid character",
      { requestMetadata: { a: "€" } },
      constraint("'€' at 'requestMetadata.a'", "Member must satisfy regular expression pattern"),
    ],
    [
      "a path that is not a JSON pointer",
      { additionalModelResponseFieldPaths: ["stop"] },
      "The value 'stop' at additionalModelResponseFieldPaths is not a JSON pointer.",
    ],
    ["a field unknown to the model", { additionalModelRequestFields: { banana: 1 } }, `${model}banana: Extra inputs are not permitted`],
    ["a beta flag", { additionalModelRequestFields: { anthropic_beta: ["computer-use-2025-11-24"] } }, `${model}invalid beta flag`],
    [
      "a schema that is not JSON",
      { outputConfig: { textFormat: { type: "json_schema", structure: { jsonSchema: { schema: "{" } } } } },
      "The value at outputConfig.textFormat.structure.jsonSchema.schema is not valid JSON.",
    ],
    [
      "effort for a model without effort levels",
      { outputConfig: { effort: "extreme" } },
      `${model}output_config.effort: Input should be 'low' or 'medium'`,
    ],
  ])("%s", async (_what, body, message) => {
    const answer = await ask(body)
    expect(answer).toMatchObject({ status: 400, name: "ValidationException" })
    expect(answer.body.message.slice(0, message.length)).toBe(message)
  })

  test.each<[string, object]>([
    ["a text in place of tools", { toolConfig: "x" }],
    ["a number in place of a guardrail", { guardrailConfig: 7 }],
  ])("%s, as unreadable", async (_what, body) => {
    expect(await ask(body)).toMatchObject({ status: 400, name: "SerializationException" })
  })
})

test("an answer repeats the requested tier, latency and response fields", async () => {
  const { body } = await ask({
    serviceTier: { type: "default" },
    performanceConfig: { latency: "standard" },
    additionalModelResponseFieldPaths: ["/stop_sequence", "/delta/stop_sequence", "/other"],
  })
  expect(body).toMatchObject({
    serviceTier: { type: "default" },
    performanceConfig: { latency: "standard" },
    additionalModelResponseFields: { stop_sequence: null, delta: { stop_sequence: null } },
  })
})
