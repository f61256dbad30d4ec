import type { OfferedModel } from "@parley/core/model-catalogue.ts"
import * as v from "valibot"
import { validation } from "./bedrock-error.ts"
import { checkInference } from "./model-rules.ts"
import { type Prompt, PromptBuilder } from "./prompt.ts"
import { parseBody } from "./request-body.ts"

const cachePoint = v.object({ type: v.literal("default"), ttl: v.optional(v.picklist(["5m", "1h"])) })
// Loose: images, documents, tools and guard content are members too. They are accepted, and no responder reads them.
const contentBlock = v.looseObject({ text: v.optional(v.string()), cachePoint: v.optional(cachePoint) })
const schema = v.object({
  messages: v.array(v.object({ role: v.picklist(["user", "assistant"]), content: v.array(contentBlock) })),
  system: v.optional(v.array(contentBlock), []),
  inferenceConfig: v.optional(
    v.object({
      maxTokens: v.optional(v.pipe(v.number(), v.integer())),
      temperature: v.optional(v.number()),
      topP: v.optional(v.number()),
      stopSequences: v.optional(v.array(v.string()), []),
    }),
    {},
  ),
  additionalModelRequestFields: v.optional(v.looseObject({ thinking: v.optional(v.unknown()), top_k: v.optional(v.number()) }), {}),
})

type Body = v.InferOutput<typeof schema>

const missing = (path: string) =>
  `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must not be null`
const names = { maxTokens: "inferenceConfig.maxTokens", temperature: "inferenceConfig.temperature", topP: "inferenceConfig.topP" }

/** Checks the body of Converse and ConverseStream as Bedrock does and turns it into a prompt. */
export function readConverse(model: OfferedModel, json: unknown): Prompt {
  const body = parseBody(schema, json, missing)
  checkRoles(model, body.messages)
  const { maxTokens, temperature, topP, stopSequences = [] } = body.inferenceConfig
  const { thinking, top_k: topK } = body.additionalModelRequestFields
  const limit = checkInference(model, { maxTokens, temperature, topP, topK, thinking, names })

  const prompt = new PromptBuilder()
  for (const [index, block] of body.system.entries()) {
    if (block.text !== undefined) prompt.system(notBlank(block.text, `SystemContentBlock object at system.${index}`))
    if (block.cachePoint) prompt.cachePoint(block.cachePoint.ttl)
  }
  for (const [at, { role, content }] of body.messages.entries()) {
    if (content.length === 0) {
      throw validation(
        `The content field in the Message object at messages.${at} is empty. Add a ContentBlock object to the content field and try again.`,
      )
    }
    const texts: string[] = []
    for (const [index, block] of content.entries()) {
      if (block.cachePoint) prompt.cachePoint(block.cachePoint.ttl)
      if (block.text === undefined) continue
      texts.push(notBlank(block.text, `ContentBlock object at messages.${at}.content.${index}`))
      prompt.block(role, block.text)
    }
    prompt.message(role, texts)
  }
  return prompt.build(limit, stopSequences)
}

function checkRoles(model: OfferedModel, messages: Body["messages"]): void {
  if (messages[0]?.role !== "user") {
    throw validation("A conversation must start with a user message. Try again with a conversation that starts with a user message.")
  }
  if (messages.some(({ role }, index) => role === messages[index - 1]?.role)) {
    throw validation(
      "A conversation must alternate between user and assistant roles. " +
        "Make sure the conversation alternates between user and assistant roles and try again.",
    )
  }
  checkPrefill(model, messages)
}

/** The models that refuse `temperature` also refuse an answer that the caller began. */
export function checkPrefill(model: OfferedModel, messages: { role: string }[]): void {
  if (messages.at(-1)?.role === "assistant" && !model.acceptsTemperature) {
    throw validation("This model does not support assistant message prefill. The conversation must end with a user message.")
  }
}

function notBlank(text: string, where: string): string {
  if (text.trim() === "") throw validation(`The text field in the ${where} is blank. Add text to the text field, and try again.`)
  return text
}
