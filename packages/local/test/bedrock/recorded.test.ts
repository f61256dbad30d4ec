import { describe, expect, test } from "vitest"
import { decodeFrames } from "./decode-frames.ts"
import { endpoint } from "./endpoint.ts"
import recorded from "./recorded-requests.json" with { type: "json" }

// Requests of the AWS CLI and boto3, byte by byte, without their signatures. Neither is on npm: a proxy between them and the endpoint
// recorded `recorded-requests.json`.
const { url } = endpoint()

const text = (part: string) => ({ output: { message: { content: [{ text: expect.stringContaining(part) }] } }, stopReason: "end_turn" })
const toolUse = (input: object) => ({
  output: { message: { content: [{ toolUse: { toolUseId: expect.any(String), name: "weather", input } }] } },
  stopReason: "tool_use",
})
const reasoning = { reasoningContent: { reasoningText: { text: expect.stringMatching(/./), signature: expect.stringMatching(/./) } } }
const city = { city: "Paris" }
const refusal = (message: string) => ({ message: expect.stringContaining(message) })

const answers: Record<string, Record<string, [status: number, body: object]>> = {
  "boto3 1.43.11": {
    "a text": [200, { ...text("### Deploy"), stopReason: "max_tokens" }],
    "a forced tool": [200, toolUse(city)],
    "a tool's result": [200, text('The tool `weather` answered:\n\n```\n{"sky":"blue"}\n```')],
    "an image and a document": [200, text("one PNG image of 70 bytes and one PDF document “report” of 199 bytes")],
    "structured output": [200, text('{"city":"Paris"}')],
    "reasoning with a budget": [200, { output: { message: { content: [reasoning, { text: expect.any(String) }] } } }],
    "a guardrail": [400, refusal("The guardrail identifier or version provided in the request does not exist.")],
    "a flexible tier": [400, refusal("serviceTier.type")],
    "tier, metadata and response fields": [
      200,
      { serviceTier: { type: "default" }, additionalModelResponseFields: { stop_sequence: null } },
    ],
    "InvokeModel with tools": [200, { content: [{ type: "tool_use", name: "weather", input: city }], stop_reason: "tool_use" }],
    "CountTokens of Converse": [200, { inputTokens: 12 }],
    "CountTokens of InvokeModel": [200, { inputTokens: 6 }],
    "CountTokens by an inference profile": [400, refusal("The provided model doesn't support counting tokens.")],
    ApplyGuardrail: [404, refusal("The local Bedrock endpoint does not have ApplyGuardrail.")],
    ListFoundationModels: [200, { modelSummaries: expect.arrayContaining([expect.objectContaining({ modelName: "Claude Haiku 5.5" })]) }],
    GetFoundationModel: [200, { modelDetails: { modelId: "anthropic.claude-haiku-5-5" } }],
    ListInferenceProfiles: [200, { inferenceProfileSummaries: expect.any(Array) }],
  },
  "AWS CLI 1.45.11": {
    "a forced tool": [200, toolUse({ city: "", days: 1 })],
    "adaptive reasoning": [200, { output: { message: { content: [reasoning, { text: expect.any(String) }] } } }],
    InvokeModel: [200, { content: [{ type: "text", text: expect.any(String) }], stop_reason: "end_turn" }],
    "CountTokens of Converse": [200, { inputTokens: 6 }],
    ListFoundationModels: [200, { modelSummaries: expect.any(Array) }],
    ApplyGuardrail: [404, refusal("The local Bedrock endpoint does not have ApplyGuardrail.")],
  },
}

const send = ({ method, path, headers, body }: (typeof recorded)[number]) =>
  fetch(url() + path, { method, headers: headers as Record<string, string>, ...(body !== "" && { body }) })

describe.each(Object.keys(answers))("%s", (client) => {
  test.each(Object.entries(answers[client] ?? {}))("%s", async (what, [status, body]) => {
    const request = recorded.find((known) => known.client === client && known.what === what)
    if (!request) throw new Error("not recorded")
    const response = await send(request)
    expect({ status: response.status, body: await response.json() }).toMatchObject({ status, body })
  })
})

test.each(recorded.filter(({ what }) => what.includes("streamed")))("$client: $what", async (request) => {
  const response = await send(request)
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/vnd.amazon.eventstream"])
  const frames = decodeFrames(Buffer.from(await response.arrayBuffer()))
  const events = frames.map(({ headers, payload }) =>
    headers[":event-type"] === "chunk" ? Buffer.from((payload as { bytes: string }).bytes, "base64").toString() : JSON.stringify(payload),
  )
  expect(events.join("\n")).toContain(JSON.stringify('{"city":"Paris"}'))
  expect(events.join("\n")).toContain("tool_use")
})

test("every recorded request is sent by a test", () => {
  const sent = Object.values(answers).flatMap((of) => Object.keys(of)).length
  expect(sent + recorded.filter(({ what }) => what.includes("streamed")).length).toBe(recorded.length)
})
