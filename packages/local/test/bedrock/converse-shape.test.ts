import { describe, expect, test } from "vitest"
import { endpoint, models } from "./endpoint.ts"
import { pdf, png } from "./media.ts"

const { post } = endpoint()
const bytes = png.toString("base64")
const tool = (name = "weather", json: unknown = { type: "object" }) => ({ toolSpec: { name, inputSchema: { json } } })
const toolConfig = { tools: [tool()] }

const ask = (body: object, model = models.haiku) =>
  post(`/model/${model}/converse`, { messages: [{ role: "user", content: [{ text: "Hi" }] }], ...body })
const content = (...blocks: unknown[]) => ({ messages: [{ role: "user", content: [{ text: "Hi" }, ...blocks] }] })
const image = (more: object = {}) => ({ image: { format: "png", source: { bytes }, ...more } })
const document = (more: object = {}) => ({
  document: { format: "pdf", name: "report", source: { bytes: pdf.toString("base64") }, ...more },
})
const called = { role: "assistant", content: [{ toolUse: { toolUseId: "t1", name: "weather", input: {} } }] }
const answered = (...ids: string[]) => ({
  role: "user",
  content: ids.map((toolUseId) => ({ toolResult: { toolUseId, content: [{ text: "sunny" }] } })),
})
const history = (...messages: object[]) => ({ messages: [{ role: "user", content: [{ text: "Hi" }] }, ...messages] })

describe("Converse takes", () => {
  test.each<[string, object]>([
    ["an image", content(image())],
    ["a PDF document", content(document())],
    ["a document given as text", content(document({ format: "md", source: { text: "# Title" } }))],
    ["a document given as parts of text", content(document({ format: undefined, source: { content: [{ text: "a" }, { text: "b" }] } }))],
    ["a text file", content(document({ format: "csv", source: { bytes: Buffer.from("a,b").toString("base64") } }))],
    ["a search result", content({ searchResult: { source: "https://example.com", title: "T", content: [{ text: "x" }] } })],
    ["guarded text without a guardrail", content({ guardContent: { text: { text: "Is it?", qualifiers: ["query"] } } })],
    ["tools with a cache point", { toolConfig: { tools: [tool(), { cachePoint: { type: "default" } }] } }],
    ["each choice of a tool", { toolConfig: { ...toolConfig, toolChoice: { tool: { name: "weather" } } } }],
    ["a tool's result", { ...history(called, answered("t1")), toolConfig }],
    [
      "reasoning and citations of earlier answers",
      history(
        {
          role: "assistant",
          content: [
            { reasoningContent: { reasoningText: { text: "hm", signature: "s" } } },
            { citationsContent: { content: [{ text: "cited" }], citations: [{ title: "t" }] } },
          ],
        },
        { role: "user", content: [{ text: "And?" }] },
      ),
    ],
    ["effort", { outputConfig: { effort: "low" } }],
    ["the defaults of tier and latency", { serviceTier: { type: "default" }, performanceConfig: { latency: "standard" } }],
    ["a known beta flag", { additionalModelRequestFields: { anthropic_beta: ["interleaved-thinking-2025-05-14"] } }],
  ])("%s", async (_what, body) => {
    expect(await ask(body)).toMatchObject({ status: 200, name: null })
  })
})

const model = "The model returned the following errors: "
const constraint = (at: string, rule: string) => `1 validation error detected: Value ${at} failed to satisfy constraint: ${rule}`

describe("Converse refuses", () => {
  test.each<[string, object, string]>([
    [
      "an empty block",
      content({}),
      "The ContentBlock object at messages.0.content.1 must set exactly one of the following keys: text, image",
    ],
    [
      "two members in one block",
      content({ text: "a", ...image() }),
      "The ContentBlock object at messages.0.content.1 must set exactly one",
    ],
    ["an unknown block", content({ banana: 1 }), "The field 'messages.0.content.1.banana' is not known"],
    ["an unknown member of the request", { banana: 1 }, "The field 'banana' is not known"],
    ["an unknown member deep inside", { inferenceConfig: { topK: 1 } }, "The field 'inferenceConfig.topK' is not known"],
    [
      "an image without a source",
      content({ image: { format: "png" } }),
      constraint("null at 'messages.1.member.content.2.member.image.source'", "Member must not be null"),
    ],
    [
      "an image format",
      content(image({ format: "tiff" })),
      constraint(
        "'tiff' at 'messages.1.member.content.2.member.image.format'",
        "Member must satisfy enum value set: [png, jpeg, gif, webp]",
      ),
    ],
    ["bytes that are no image", content(image({ source: { bytes: "aGVsbG8=" } })), `${model}Could not process image`],
    [
      "an image of another format",
      content(image({ format: "jpeg" })),
      `${model}messages.0.content.1.image.source.base64: The image was specified using the image/jpeg media type, but the image appears to be a image/png image`,
    ],
    [
      "an image in a bucket",
      content(image({ source: { s3Location: { uri: "s3://bucket/key" } } })),
      "The field messages.0.content.1.image.source.s3Location is not supported",
    ],
    ["a video", content({ video: { format: "mp4", source: { bytes } } }), "The field messages.0.content.1.video is not supported"],
    ["audio", content({ audio: { format: "mp3", source: { bytes } } }), "The field messages.0.content.1.audio is not supported"],
    [
      "a document without text",
      { messages: [{ role: "user", content: [document()] }] },
      "The content field at messages.0 has a document and no text.",
    ],
    [
      "a document's name with a dot",
      content(document({ name: "report.pdf" })),
      "The document file name can only contain alphanumeric characters",
    ],
    ["a document's name with two spaces", content(document({ name: "a  b" })), "The document file name can only contain"],
    ["two documents of one name", content(document(), document()), "Messages can't contain duplicate document names."],
    [
      "six documents",
      content(...[1, 2, 3, 4, 5, 6].map((n) => document({ name: `d${n}` }))),
      "You can't include more than 5 documents in a request.",
    ],
    ["a PDF that is none", content(document({ source: { bytes } })), `${model}The PDF specified was not valid.`],
    [
      "citations",
      content(document({ citations: { enabled: true } })),
      "The field messages.0.content.1.document.citations is not supported",
    ],
    [
      "an image in an answer",
      history({ role: "assistant", content: [image()] }),
      "The ContentBlock object at messages.1.content.0 has the key image",
    ],
    [
      "a list of no tools",
      { toolConfig: { tools: [] } },
      constraint("at 'toolConfig.tools'", "Member must have length greater than or equal to 1"),
    ],
    [
      "a tool without a name",
      { toolConfig: { tools: [tool("")] } },
      constraint("'' at 'toolConfig.tools.1.member.toolSpec.name'", "Member must have length greater than or equal to 1"),
    ],
    [
      "a tool's name with a space",
      { toolConfig: { tools: [tool("a b")] } },
      constraint("'a b' at 'toolConfig.tools.1.member.toolSpec.name'", "Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+"),
    ],
    [
      "an input that is no object",
      { toolConfig: { tools: [tool("w", { type: "string" })] } },
      "The value at toolConfig.tools.0.toolSpec.inputSchema.json.type must be one of the following: object.",
    ],
    ["two tools of one name", { toolConfig: { tools: [tool(), tool()] } }, `${model}tools: Tool names must be unique.`],
    [
      "the choice of an unknown tool",
      { toolConfig: { ...toolConfig, toolChoice: { tool: { name: "x" } } } },
      `${model}Tool 'x' not found in provided tools`,
    ],
    [
      "two choices",
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
      "an empty result of a failure",
      { ...history(called, { role: "user", content: [{ toolResult: { toolUseId: "t1", content: [], status: "error" } }] }), toolConfig },
      "The content field at messages.2.content.0.toolResult cannot be empty when status value is error.",
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
    ["variables of a prompt", { promptVariables: { a: { text: "b" } } }, "The field promptVariables is not supported"],
    [
      "metadata with a character of its own",
      { requestMetadata: { a: "€" } },
      constraint("'€' at 'requestMetadata.a'", "Member must satisfy regular expression pattern"),
    ],
    [
      "a path that is no pointer",
      { additionalModelResponseFieldPaths: ["stop"] },
      "The value 'stop' at additionalModelResponseFieldPaths is not a JSON pointer.",
    ],
    [
      "a field that the model does not know",
      { additionalModelRequestFields: { banana: 1 } },
      `${model}banana: Extra inputs are not permitted`,
    ],
    ["a beta flag", { additionalModelRequestFields: { anthropic_beta: ["computer-use-2025-11-24"] } }, `${model}invalid beta flag`],
    [
      "a schema that is no JSON",
      { outputConfig: { textFormat: { type: "json_schema", structure: { jsonSchema: { schema: "{" } } } } },
      "The value at outputConfig.textFormat.structure.jsonSchema.schema is not valid JSON.",
    ],
    [
      "effort for a model without",
      { outputConfig: { effort: "extreme" } },
      `${model}output_config.effort: Input should be 'low' or 'medium'`,
    ],
  ])("%s", async (_what, body, message) => {
    const answer = await ask(body)
    expect(answer).toMatchObject({ status: 400, name: "ValidationException" })
    expect(answer.body.message.slice(0, message.length)).toBe(message)
  })

  test.each<[string, object]>([
    ["a text where tools belong", { toolConfig: "x" }],
    ["a number where a guardrail belongs", { guardrailConfig: 7 }],
    ["bytes that are not base64", content(image({ source: { bytes: "***" } }))],
    ["a schema that is no object", { toolConfig: { tools: [tool("w", 7)] } }],
    ["a block that is a text", { messages: [{ role: "user", content: ["Hi"] }] }],
  ])("%s, which cannot be read", async (_what, body) => {
    expect(await ask(body)).toMatchObject({ status: 400, name: "SerializationException" })
  })
})

test("an answer repeats the tier and the latency that were asked for, and the fields that were asked for", async () => {
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
