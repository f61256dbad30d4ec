import { createAmazonBedrock } from "@ai-sdk/amazon-bedrock"
import { createBedrockAnthropic } from "@ai-sdk/amazon-bedrock/anthropic"
import { generateObject, generateText, jsonSchema, Output, stepCountIs, streamText, tool } from "ai"
import { describe, expect, test } from "vitest"
import { textOf } from "../../src/bedrock/prompt/content.ts"
import { credentials, endpoint, models } from "./endpoint.ts"
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
const modelOf = ({ url }: { url: () => string }, id = models.sonnet46) =>
  createAmazonBedrock({ region: "us-east-1", baseURL: url(), ...credentials })(id)

describe("text", () => {
  const text = "You said: Grüße 👋 (system: Be brief)"

  test("is generated", async () => {
    const answer = await generateText({ model: modelOf(echo), system: "Be brief", prompt: "Grüße 👋" })
    expect(answer.text).toBe(text)
    expect(answer.finishReason).toBe("stop")
    expect(answer.usage).toMatchObject({ inputTokens: 13, outputTokens: 11 })
  })

  test("is streamed", async () => {
    const answer = streamText({ model: modelOf(echo), system: "Be brief", prompt: "Grüße 👋" })
    expect(await answer.text).toBe(text)
    expect(await answer.finishReason).toBe("stop")
    expect(await answer.usage).toMatchObject({ inputTokens: 13, outputTokens: 11 })
  })

  test("ends at a stop sequence and reports it", async () => {
    const answer = await generateText({ model: modelOf(echo), prompt: "one END two", stopSequences: ["END"] })
    expect(answer.text).toBe("You said: one ")
    expect(answer.providerMetadata?.bedrock).toMatchObject({ stopSequence: "END" })
  })
})

const city = jsonSchema<{ city: string }>({
  type: "object",
  properties: { city: { type: "string", enum: ["Paris", "Rome"] } },
  required: ["city"],
  additionalProperties: false,
})
const weather = tool({ description: "The weather in a city", inputSchema: city, execute: async (input) => ({ sky: "blue", ...input }) })

describe.each([
  ["Haiku 5.5", models.haiku],
  ["Sonnet 4.6", models.sonnet46],
  ["Haiku 4.5", models.haiku45],
])("with %s", (_name, id) => {
  test("a required tool is called, and its result is used", async () => {
    const answer = await generateText({
      model: modelOf(builtIn, id),
      prompt: "Weather?",
      tools: { weather },
      toolChoice: "required",
      stopWhen: stepCountIs(2),
      prepareStep: ({ stepNumber }) => ({ toolChoice: stepNumber === 0 ? "required" : "auto" }),
    })
    expect(answer.steps[0]?.toolCalls).toMatchObject([{ toolName: "weather", input: { city: "Paris" } }])
    expect(answer.text).toContain('The tool `weather` answered:\n\n```\n{"sky":"blue","city":"Paris"}\n```')
  })

  test("a named tool is called in a stream", async () => {
    const answer = streamText({
      ...{ model: modelOf(builtIn, id), prompt: "Weather?", tools: { weather }, toolChoice: { type: "tool", toolName: "weather" } },
    })
    expect(await answer.toolCalls).toMatchObject([{ toolName: "weather", input: { city: "Paris" } }])
    expect(await answer.finishReason).toBe("tool-calls")
  })

  test("an object is generated from its schema", async () => {
    expect((await generateObject({ model: modelOf(builtIn, id), schema: city, prompt: "Which?" })).object).toEqual({ city: "Paris" })
    const { output } = await generateText({ model: modelOf(builtIn, id), output: Output.object({ schema: city }), prompt: "Which?" })
    expect(output).toEqual({ city: "Paris" })
  })

  test("an image and a PDF are described by kind, format and size", async () => {
    const { text } = await generateText({
      model: modelOf(builtIn, id),
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "How do I deploy?" },
            { type: "image", image: png },
            { type: "file", data: pdf, mediaType: "application/pdf", filename: "report.pdf" },
          ],
        },
      ],
    })
    expect(text).toContain(`one PNG image of ${png.length} bytes and one PDF document “report” of ${pdf.length} bytes`)
  })
})

describe("reasoning", () => {
  const ask = (id: string, reasoningConfig: object) =>
    generateText({ model: modelOf(builtIn, id), prompt: "How do I deploy?", providerOptions: { bedrock: { reasoningConfig } as never } })

  test("with a budget, on a model up to 4.6", async () => {
    for (const id of [models.haiku45, models.sonnet46]) {
      const { reasoningText, text } = await ask(id, { type: "enabled", budgetTokens: 2_000 })
      expect(reasoningText).toMatch(/./)
      expect(text).toContain("Deploy")
    }
  })

  test("adaptive, on a model from 4.6 on", async () => {
    for (const id of [models.sonnet46, models.haiku]) {
      const { reasoningText } = await ask(id, { type: "adaptive", display: "summarized" })
      expect(reasoningText).toMatch(/./)
    }
  })

  test("with a budget is refused where Bedrock refuses it", async () => {
    await expect(ask(models.haiku, { type: "enabled", budgetTokens: 2_000 })).rejects.toThrow('"thinking.type.enabled" is not supported')
  })
})

describe("its Anthropic models, which use InvokeModel", () => {
  const model = () => createBedrockAnthropic({ region: "us-east-1", baseURL: builtIn.url(), ...credentials })(models.haiku)

  test("answer, call a required tool and stream", async () => {
    expect((await generateText({ model: model(), prompt: "How do I deploy?" })).text).toContain("Deploy")
    const required = { model: model(), prompt: "Weather?", tools: { weather }, toolChoice: "required" as const }
    expect((await generateText(required)).toolCalls).toMatchObject([{ toolName: "weather", input: { city: "Paris" } }])
    expect(await streamText(required).toolCalls).toMatchObject([{ toolName: "weather", input: { city: "Paris" } }])
  })

  test("generate an object and read an image", async () => {
    const { output } = await generateText({ model: model(), output: Output.object({ schema: city }), prompt: "Which?" })
    expect(output).toEqual({ city: "Paris" })
    const content = [
      { type: "text" as const, text: "What is it?" },
      { type: "image" as const, image: png },
    ]
    expect((await generateText({ model: model(), messages: [{ role: "user", content }] })).text).toContain("one PNG image of 70 bytes")
  })
})
