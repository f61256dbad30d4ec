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

describe("Converse accepts", () => {
  test.each<[string, object]>([
    ["an image", content(image())],
    ["a PDF document", content(document())],
    ["a document as text", content(document({ format: "md", source: { text: "# Title" } }))],
    ["a document as parts of text", content(document({ format: undefined, source: { content: [{ text: "a" }, { text: "b" }] } }))],
    ["a text file", content(document({ format: "csv", source: { bytes: Buffer.from("a,b").toString("base64") } }))],
    ["a search result", content({ searchResult: { source: "https://example.com", title: "T", content: [{ text: "x" }] } })],
    ["guarded text without a guardrail", content({ guardContent: { text: { text: "Is it?", qualifiers: ["query"] } } })],
    ["tools with a cache point", { toolConfig: { tools: [tool(), { cachePoint: { type: "default" } }] } }],
    ["each tool choice", { toolConfig: { ...toolConfig, toolChoice: { tool: { name: "weather" } } } }],
    ["a tool result", { ...history(called, answered("t1")), toolConfig }],
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
    ["an unknown nested member", { inferenceConfig: { topK: 1 } }, "The field 'inferenceConfig.topK' is not known"],
    [
      "an image without a source",
      content({ image: { format: "png" } }),
      constraint("null at 'messages.1.member.content.2.member.image.source'", "Member must not be null"),
    ],
    [
      "an unknown image format",
      content(image({ format: "tiff" })),
      constraint(
        "'tiff' at 'messages.1.member.content.2.member.image.format'",
        "Member must satisfy enum value set: [png, jpeg, gif, webp]",
      ),
    ],
    ["bytes that are not an image", content(image({ source: { bytes: "aGVsbG8=" } })), `${model}Could not process image`],
    [
      "an image that does not match its format",
      content(image({ format: "jpeg" })),
      `${model}messages.0.content.1.image.source.base64: The image was specified using the image/jpeg media type, but the image appears to be a image/png image`,
    ],
    [
      "an image in S3",
      content(image({ source: { s3Location: { uri: "s3://bucket/key" } } })),
      "The field messages.0.content.1.image.source.s3Location is not supported",
    ],
    ["a video", content({ video: { format: "mp4", source: { bytes } } }), "The field messages.0.content.1.video is not supported"],
    ["audio", content({ audio: { format: "mp3", source: { bytes } } }), "The field messages.0.content.1.audio is not supported"],
    [
      "a document without text",
      { messages: [{ role: "user", content: [document()] }] },
      "A text block must be included when using documents. Add a text block and retry your request.",
    ],
    [
      "a document name with a dot",
      content(document({ name: "report.pdf" })),
      "The document file name can only contain alphanumeric characters",
    ],
    ["a document name with two spaces", content(document({ name: "a  b" })), "The document file name can only contain"],
    ["two documents with one name", content(document(), document()), "Messages can't contain duplicate document names."],
    [
      "six documents",
      content(...[1, 2, 3, 4, 5, 6].map((n) => document({ name: `d${n}` }))),
      "You can't include more than 5 documents in a request.",
    ],
    ["an invalid PDF", content(document({ source: { bytes } })), `${model}The PDF specified was not valid.`],
    [
      "citations",
      content(document({ citations: { enabled: true } })),
      "The field messages.0.content.1.document.citations is not supported",
    ],
    [
      "an image in an assistant message",
      history({ role: "assistant", content: [image()] }),
      "The ContentBlock object at messages.1.content.0 has the key image",
    ],
  ])("%s", async (_what, body, message) => {
    const answer = await ask(body)
    expect(answer).toMatchObject({ status: 400, name: "ValidationException" })
    expect(answer.body.message.slice(0, message.length)).toBe(message)
  })

  test.each<[string, object]>([
    ["bytes that are not base64", content(image({ source: { bytes: "***" } }))],
    ["a text in place of a block", { messages: [{ role: "user", content: ["Hi"] }] }],
  ])("%s, as unreadable", async (_what, body) => {
    expect(await ask(body)).toMatchObject({ status: 400, name: "SerializationException" })
  })
})
