import type { OfferedModel } from "@parley/core/model/catalogue.ts"
import type { AnswerFormat } from "../answer/answer-format.ts"
import { validation } from "../bedrock-error.ts"
import { checkInference, type FormWords } from "../models/model-rules.ts"
import { noGuardrail, onlyDefault } from "../models/serving.ts"
import { readOutputSchema } from "../prompt/output-schema.ts"
import { type Prompt, PromptBuilder } from "../prompt/prompt.ts"
import { toolMismatch } from "../prompt/tool-history.ts"
import { checkTools, type Tools } from "../prompt/tools.ts"
import { converseAnswer } from "./answer.ts"
import { addContent, guarded, notBlank } from "./content.ts"
import { modelError } from "./model-error.ts"
import { type ModelFields, readModelFields } from "./model-fields.ts"
import { type ConverseBody, converseSchema, countTokensConverseSchema } from "./request-schema.ts"
import { parseShape } from "./shape.ts"
import { readTools } from "./tools.ts"

type Counted = Pick<ConverseBody, "messages" | "system" | "toolConfig" | "additionalModelRequestFields">

const words: FormWords = {
  maxTokens: "inferenceConfig.maxTokens",
  temperature: "inferenceConfig.temperature",
  topP: "inferenceConfig.topP",
  topK: "top_k",
  modelError,
}

/** Validates the body of Converse and ConverseStream as Bedrock does, and turns it into a prompt. */
export function readConverse(model: OfferedModel, json: unknown): { prompt: Prompt; format: AnswerFormat } {
  const body = parseShape(converseSchema, json)
  checkServing(body)
  const { builder, fields, tools } = readPrompt(body)
  const { temperature, topP, stopSequences = [] } = body.inferenceConfig
  const { thinking, topK } = fields
  const { maxTokens, reasoning } = checkInference(
    model,
    {
      ...{ maxTokens: body.inferenceConfig.maxTokens, temperature, topP, topK, thinking },
      effort: body.outputConfig?.effort ?? fields.effort,
      toolChoice: tools?.choice,
      prefill: body.messages.at(-1)?.role === "assistant",
    },
    words,
  )
  const output = outputOf(body) ?? fields.outputSchema
  const { systemText: system, messages, blocks } = builder
  return {
    prompt: {
      ...{ system, messages, blocks, maxTokens, stopSequences, temperature, topP, topK, tools, reasoning },
      outputSchema: output && readOutputSchema(output, tools, modelError),
    },
    format: converseAnswer(body),
  }
}

/** Validates the body of CountTokens for Converse, which has no inference parameters. */
export function readCountedConverse(json: unknown): PromptBuilder {
  return readPrompt(parseShape(countTokensConverseSchema, json)).builder
}

function readPrompt(body: Counted): { builder: PromptBuilder; fields: ModelFields; tools: Tools | undefined } {
  checkRoles(body.messages)
  const fields = readModelFields(body.additionalModelRequestFields)
  const builder = new PromptBuilder()
  const given = body.toolConfig && readTools(builder, body.toolConfig)
  const tools = given && fields.toolChoice ? { ...given, ...fields.toolChoice } : given
  if (tools) checkTools(tools, modelError)
  if (!tools && fields.toolChoice) throw modelError("tool_choice: it may only be specified while providing tools.")
  readSystem(builder, body.system)
  readMessages(builder, body)
  return { builder, fields, tools }
}

function readSystem(builder: PromptBuilder, system: Counted["system"]): void {
  for (const [index, block] of system.entries()) {
    if (block.cachePoint) builder.cachePoint(block.cachePoint.ttl)
    else if (block.text !== undefined) builder.system(notBlank(block.text, `SystemContentBlock object at system.${index}`))
    else if (block.guardContent?.image) throw modelError("system: it takes text only")
    else if (block.guardContent) {
      for (const content of guarded(block.guardContent, `system.${index}`)) if (content.kind === "text") builder.system(content.text)
    }
  }
}

function readMessages(builder: PromptBuilder, { messages, toolConfig }: Counted): void {
  for (const [at, { role, content }] of messages.entries()) {
    if (content.length === 0) {
      throw validation(
        `The content field in the Message object at messages.${at} is empty. Add a ContentBlock object to the content field and try again.`,
      )
    }
    builder.message(role)
    for (const [index, block] of content.entries()) addContent(builder, role, block, `messages.${at}.content.${index}`)
    checkDocuments(content)
  }
  checkDocumentNames(messages)
  if (!toolConfig && messages.some(({ content }) => content.some((block) => block.toolUse || block.toolResult))) {
    throw validation("The toolConfig field must be defined when using toolUse and toolResult content blocks.")
  }
  const mismatch = toolMismatch(builder.messages)
  if (!mismatch) return
  const place = `messages.${mismatch.at}.content`
  if (mismatch.missing.length > 0) {
    throw validation(`Expected toolResult blocks at ${place} for the following Ids: ${mismatch.missing.join(", ")}`)
  }
  throw validation(`The number of toolResult blocks at ${place} exceeds the number of toolUse blocks of previous turn.`)
}

function checkDocuments(content: Counted["messages"][number]["content"]): void {
  if (content.some((block) => block.document) && !content.some((block) => block.text !== undefined)) {
    throw validation("A text block must be included when using documents. Add a text block and retry your request.")
  }
}

function checkDocumentNames(messages: Counted["messages"]): void {
  const names = messages.flatMap(({ content }) => content.flatMap(({ document }) => (document ? [document.name] : [])))
  if (new Set(names).size !== names.length) {
    throw validation("Messages can't contain duplicate document names. Rename the document and retry your request.")
  }
  if (names.length > 5) throw validation("You can't include more than 5 documents in a request.")
}

function checkRoles(messages: Counted["messages"]): void {
  if (messages[0]?.role !== "user") {
    throw validation("A conversation must start with a user message. Try again with a conversation that starts with a user message.")
  }
  if (messages.some(({ role }, index) => role === messages[index - 1]?.role)) {
    throw validation(
      "A conversation must alternate between user and assistant roles. " +
        "Make sure the conversation alternates between user and assistant roles and try again.",
    )
  }
}

/** Fields that depend on the account or on the service level. The endpoint supports only the default of each. */
function checkServing({ guardrailConfig, performanceConfig, serviceTier, additionalModelResponseFieldPaths: paths }: ConverseBody): void {
  if (guardrailConfig) throw noGuardrail("guardrailConfig")
  if (performanceConfig?.latency === "optimized") throw onlyDefault("performanceConfig.latency", "standard")
  if (serviceTier && serviceTier.type !== "default") throw onlyDefault("serviceTier.type", "default")
  const wrong = paths.find((path) => !/^(\/([^~/]|~[01])*)+$/.test(path))
  if (wrong !== undefined) throw validation(`The value '${wrong}' at additionalModelResponseFieldPaths is not a JSON pointer.`)
}

function outputOf({ outputConfig }: ConverseBody): { name: string | undefined; schema: unknown } | undefined {
  const definition = outputConfig?.textFormat?.structure.jsonSchema
  if (!definition) return undefined
  try {
    return { name: definition.name, schema: JSON.parse(definition.schema) }
  } catch {
    throw validation("The value at outputConfig.textFormat.structure.jsonSchema.schema is not valid JSON.")
  }
}
