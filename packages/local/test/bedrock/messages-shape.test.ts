import { describe, expect, test } from "vitest"
import { endpoint, models } from "./endpoint.ts"
import { pdf, png } from "./media.ts"

const { post, url } = endpoint()

const ask = (body: object, headers?: Record<string, string>) =>
  post(
    `/model/${models.haiku}/invoke`,
    { anthropic_version: "bedrock-2023-05-31", max_tokens: 1_000, messages: [{ role: "user", content: "Hi" }], ...body },
    headers,
  )
const content = (...blocks: unknown[]) => ({ messages: [{ role: "user", content: blocks }] })
const source = { type: "base64", media_type: "image/png", data: png.toString("base64") }
const tools = [{ name: "weather", input_schema: { type: "object" } }]
const called = { role: "assistant", content: [{ type: "tool_use", id: "t1", name: "weather", input: {} }] }
const answered = (id: string) => ({ role: "user", content: [{ type: "tool_result", tool_use_id: id, content: "sunny" }] })
const history = (...messages: object[]) => ({ tools, messages: [{ role: "user", content: "Hi" }, ...messages] })

describe("InvokeModel accepts", () => {
  test.each<[string, object]>([
    ["an image", content({ type: "image", source })],
    [
      "a PDF",
      content({
        type: "document",
        title: "report",
        source: { type: "base64", media_type: "application/pdf", data: pdf.toString("base64") },
      }),
    ],
    [
      "a text document",
      content({ type: "document", source: { type: "text", media_type: "text/plain", data: "a" }, citations: { enabled: false } }),
    ],
    ["tools", { tools, tool_choice: { type: "auto", disable_parallel_tool_use: true } }],
    ["a tool result", history(called, answered("t1"))],
    ["a tool result in a second user message", history(called, answered("t1"), { role: "user", content: "So?" })],
    [
      "reasoning of an earlier answer",
      history(
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "hm", signature: "s" },
            { type: "text", text: "A" },
          ],
        },
        { role: "user", content: "So?" },
      ),
    ],
    ["structured output", { output_config: { format: { type: "json_schema", schema: { type: "object" } } } }],
    ["a beta flag", { anthropic_beta: ["context-1m-2025-08-07"] }],
  ])("%s", async (_what, body) => {
    expect(await ask(body)).toMatchObject({ status: 200, name: null })
  })
})

describe("InvokeModel refuses", () => {
  test.each<[string, object, string]>([
    ["an unknown key", { banana: 1 }, "banana: Extra inputs are not permitted"],
    ["a parameter that belongs in the URL", { stream: true }, "stream: Extra inputs are not permitted"],
    [
      "an unknown key in a block",
      content({ type: "text", text: "a", banana: 1 }),
      "messages.0.content.0.banana: Extra inputs are not permitted",
    ],
    [
      "an unknown block",
      content({ type: "banana" }),
      "messages.0.content.0: Input tag 'banana' found using 'type' does not match any of the expected tags: 'text', 'image'",
    ],
    [
      "an image by URL",
      content({ type: "image", source: { type: "url", url: "https://example.com/a.png" } }),
      "messages.0.content.0.source: Input tag 'url' found using 'type' does not match any of the expected tags: 'base64'",
    ],
    [
      "an unknown image format",
      content({ type: "image", source: { ...source, media_type: "image/tiff" } }),
      "messages.0.content.0.source.media_type: Input should be 'image/jpeg' or 'image/png'",
    ],
    [
      "bytes that are not base64",
      content({ type: "image", source: { ...source, data: "***" } }),
      "messages.0.content.0.source.data: Invalid base64 data",
    ],
    [
      "bytes that do not match their format",
      content({ type: "image", source: { ...source, media_type: "image/gif" } }),
      "messages.0.content.0.image.source.base64: The image was specified using the image/gif",
    ],
    [
      "an image in an assistant message",
      history({ role: "assistant", content: [{ type: "image", source }] }, { role: "user", content: "So?" }),
      "messages.1.content.0: `image` blocks can only be in `user` messages",
    ],
    ["a number in place of a text", content({ type: "text", text: 1 }), "messages.0.content.0.text: Input should be a valid string"],
    ["a block without its text", content({ type: "text" }), "messages.0.content.0.text: Field required"],
    [
      "citations",
      content({ type: "document", source: { type: "text", media_type: "text/plain", data: "a" }, citations: { enabled: true } }),
      "messages.0.content.0.citations.enabled: citations are not supported",
    ],
    [
      "a tool hosted by the provider",
      { tools: [{ type: "bash_20250124", name: "bash" }] },
      "tools.0.type: it is not supported by the local Bedrock endpoint",
    ],
    ["a tool without a schema", { tools: [{ name: "w" }] }, "tools.0.input_schema: Field required"],
    ["two tools with one name", { tools: [...tools, ...tools] }, "tools: Tool names must be unique."],
    ["a choice without tools", { tool_choice: { type: "any" } }, "tool_choice: it may only be specified while providing tools."],
    ["a choice of an unknown tool", { tools, tool_choice: { type: "tool", name: "x" } }, "Tool 'x' not found in provided tools"],
    [
      "a call without its result",
      history(called, { role: "user", content: "So?" }),
      "messages.2: `tool_use` ids were found without `tool_result` blocks immediately after: t1.",
    ],
    [
      "a result without a call",
      history(called, answered("t1"), { role: "assistant", content: "A" }, answered("t1")),
      "messages.4: unexpected `tool_use_id` found in `tool_result` blocks: t1.",
    ],
    ["a beta flag", { anthropic_beta: ["nonsense"] }, "invalid beta flag: nonsense"],
    ["user metadata", { metadata: { user_id: "u" } }, "metadata: it is not supported by the local Bedrock endpoint."],
  ])("%s", async (_what, body, message) => {
    const answer = await ask(body)
    expect(answer).toMatchObject({ status: 400, name: "ValidationException" })
    expect(answer.body.message.slice(0, message.length)).toBe(message)
  })

  test.each([
    [
      "a guardrail",
      { "x-amzn-bedrock-guardrailidentifier": "abc" },
      "The guardrail identifier or version provided in the request does not exist.",
    ],
    [
      "a service tier",
      { "x-amzn-bedrock-service-tier": "flex" },
      "The local Bedrock endpoint supports 'default' only at X-Amzn-Bedrock-Service-Tier.",
    ],
    [
      "a latency setting",
      { "x-amzn-bedrock-performanceconfig-latency": "optimized" },
      "The local Bedrock endpoint supports 'standard' only",
    ],
  ])("%s in a header", async (_what, headers, message) => {
    const answer = await ask({}, headers as Record<string, string>)
    expect(answer).toMatchObject({ status: 400, name: "ValidationException" })
    expect(answer.body.message.slice(0, message.length)).toBe(message)
  })
})

test.each(["{", "[]", ""])("InvokeModel cannot read the body %j", async (body) => {
  const response = await fetch(`${url()}/model/${models.haiku}/invoke`, { method: "POST", body })
  expect([response.status, response.headers.get("x-amzn-errortype"), await response.json()]).toEqual([
    400,
    "ValidationException",
    { message: "Malformed input request, please reformat your input and try again." },
  ])
})
