import { catalogue } from "@parley/core/model/catalogue.ts"
import { describe, expect, test } from "vitest"
import { endpoint, models } from "./endpoint.ts"

const { post } = endpoint()

type Model = keyof typeof models
const tools = { toolConfig: { tools: [{ toolSpec: { name: "w", inputSchema: { json: { type: "object" } } } }], toolChoice: { any: {} } } }
const budget = { type: "enabled", budget_tokens: 2_000 }
const ask = (model: Model, thinking: unknown, more: object = {}) =>
  post(`/model/${models[model]}/converse`, {
    messages: [{ role: "user", content: [{ text: "Hi" }] }],
    ...(thinking !== undefined && { additionalModelRequestFields: { thinking } }),
    ...more,
  })

describe("thinking depends on family and version:", () => {
  test.each<[Model, unknown]>([
    ["haiku", { type: "disabled" }],
    ["haiku", { type: "adaptive", display: "summarized" }],
    ["sonnet", { type: "between_tools" }],
    ["sonnet", { type: "adaptive" }],
    ["opus", { type: "adaptive" }],
    ["sonnet46", { type: "adaptive" }],
    ["sonnet46", { type: "disabled" }],
    ["sonnet46", budget],
    ["haiku45", budget],
    ["haiku45", { type: "disabled" }],
  ])("%s accepts %j", async (model, thinking) => {
    expect(await ask(model, thinking)).toMatchObject({ status: 200 })
  })

  test.each<[Model, unknown, string]>([
    ["haiku", budget, '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive"'],
    ["haiku", { type: "between_tools" }, "thinking.type: Input should be 'adaptive' or 'disabled'"],
    ["sonnet", { type: "disabled" }, "thinking.type: Input should be 'adaptive' or 'between_tools'"],
    ["opus", { type: "disabled" }, "thinking.type: Input should be 'adaptive'"],
    ["haiku45", { type: "adaptive" }, "adaptive thinking is not supported on this model"],
    ["sonnet46", { type: "enabled" }, "thinking.enabled.budget_tokens: Field required"],
    ["sonnet46", { ...budget, budget_tokens: 1_000 }, "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024"],
    ["sonnet46", { type: "adaptive", block_binding: {} }, "thinking.adaptive.block_binding: Extra inputs are not permitted"],
    ["haiku", "adaptive", "thinking.type: Input should be"],
  ])("%s refuses %j", async (model, thinking, message) => {
    const answer = await ask(model, thinking)
    expect(answer).toMatchObject({ status: 400, name: "ValidationException" })
    expect(answer.body.message).toContain(`The model returned the following errors: ${message}`)
  })
})

describe("a model refuses", () => {
  test.each<[string, Model, unknown, object, string]>([
    [
      "thinking with a budget as large as maxTokens",
      "haiku45",
      budget,
      { inferenceConfig: { maxTokens: 2_000 } },
      "`max_tokens` must be greater than `thinking.budget_tokens`.",
    ],
    [
      "thinking with a temperature",
      "haiku45",
      budget,
      { inferenceConfig: { temperature: 0.5 } },
      "`temperature` may only be set to 1 when thinking is enabled.",
    ],
    ["thinking with a low topP", "haiku45", budget, { inferenceConfig: { topP: 0.5 } }, "`top_p` must be greater than or equal to 0.95"],
    ["thinking with a forced tool", "haiku45", budget, tools, "Thinking may not be enabled when tool_choice forces tool use."],
    [
      "a forced tool for a model that always thinks",
      "opus",
      undefined,
      tools,
      'tool_choice: type "tool" and "any" are not supported for this model.',
    ],
    [
      "maximum effort without thinking",
      "haiku",
      { type: "disabled" },
      { outputConfig: { effort: "max" } },
      "output_config.effort: 'max' needs thinking.",
    ],
    [
      "effort for a model without effort levels",
      "haiku45",
      undefined,
      { outputConfig: { effort: "low" } },
      "This model does not support the effort parameter.",
    ],
  ])("%s", async (_what, model, thinking, more, message) => {
    const answer = await ask(model, thinking, more)
    expect(answer).toMatchObject({ status: 400, name: "ValidationException" })
    expect(answer.body.message).toContain(message)
  })
})

describe("the built-in responder thinks before it answers", () => {
  const reasoningText = { text: expect.any(String), signature: expect.stringMatching(/^[A-Za-z0-9+/]{80,}=*$/) }

  test("with a text, if a model up to 4.6 thinks or the request asks for the text", async () => {
    for (const [model, thinking] of [
      ["haiku45", budget],
      ["haiku", { type: "adaptive", display: "summarized" }],
    ] as const) {
      const { body } = await ask(model, thinking)
      expect(body.output.message.content).toEqual([{ reasoningContent: { reasoningText } }, { text: expect.any(String) }])
      expect(body.output.message.content[0]?.reasoningContent?.reasoningText.text).not.toBe("")
    }
  })

  test("with only a signature, if a later model thinks", async () => {
    const { body } = await ask("sonnet", { type: "adaptive" })
    expect(body.output.message.content[0]?.reasoningContent?.reasoningText).toEqual({ ...reasoningText, text: "" })
  })

  test.each<[Model, unknown]>([
    ["haiku", { type: "disabled" }],
    ["haiku", undefined],
    ["sonnet", { type: "between_tools" }],
  ])("not if %s is asked with %j", async (model, thinking) => {
    const { body } = await ask(model, thinking)
    expect(body.output.message.content).toEqual([{ text: expect.any(String) }])
  })
})

test.each(catalogue.filter(({ lifecycle }) => lifecycle !== "ended").map(({ baseId }) => baseId))(
  "%s has its own rules",
  async (baseId) => {
    const answers = await Promise.all(
      ["adaptive", "disabled", "between_tools"].map((type) =>
        post(`/model/global.${baseId}/converse`, {
          messages: [{ role: "user", content: [{ text: "Hi" }] }],
          additionalModelRequestFields: { thinking: { type } },
        }),
      ),
    )
    expect(answers.map(({ status }) => status)).toContain(200)
  },
)
