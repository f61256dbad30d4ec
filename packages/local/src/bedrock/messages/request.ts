import type { IncomingHttpHeaders } from "node:http"
import type { OfferedModel } from "@parley/core/model/catalogue.ts"
import type { AnswerFormat } from "../answer/answer-format.ts"
import { validation } from "../bedrock-error.ts"
import { checkBetas } from "../models/anthropic-beta.ts"
import { checkInference, type FormWords } from "../models/model-rules.ts"
import { noGuardrail, onlyDefault } from "../models/serving.ts"
import type { PromptMessage } from "../prompt/content.ts"
import { readOutputSchema } from "../prompt/output-schema.ts"
import { type Prompt, PromptBuilder } from "../prompt/prompt.ts"
import { toolMismatch } from "../prompt/tool-history.ts"
import { checkTools, type Tools, toolChoiceOf } from "../prompt/tools.ts"
import { messagesAnswer } from "./answer.ts"
import { addBlock, notBlank } from "./content.ts"
import { type MessagesBody, messagesSchema } from "./request-schema.ts"
import { parseMessagesShape } from "./shape.ts"

// AWS documents bedrock-2023-05-31. Anthropic's own SDK for Bedrock sends the date of the API version alone.
const version = /^(bedrock-)?\d{4}-\d{2}-\d{2}$/
const words: FormWords = { maxTokens: "max_tokens", temperature: "temperature", topP: "top_p", topK: "top_k", modelError: validation }

/**
 * Validates a Claude Messages body (InvokeModel) and turns it into a prompt. Unlike Converse, consecutive messages may have the same role.
 */
export function readMessages(
  model: OfferedModel,
  json: unknown,
  headers: IncomingHttpHeaders = {},
): { prompt: Prompt; format: AnswerFormat } {
  checkHeaders(headers)
  const body = parseMessagesShape(messagesSchema, json)
  if (!version.test(body.anthropic_version)) throw validation(`Invalid API version: ${body.anthropic_version}`)
  if (body.messages[0]?.role !== "user") throw validation('messages: first message must use the "user" role')
  checkBetas(body.anthropic_beta, validation)
  const builder = new PromptBuilder()
  const tools = readTools(builder, body)
  const { max_tokens, temperature, top_p: topP, top_k: topK, thinking, output_config: output } = body
  const { maxTokens, reasoning } = checkInference(
    model,
    {
      ...{ maxTokens: max_tokens, temperature, topP, topK, thinking, effort: output.effort, toolChoice: tools?.choice },
      prefill: body.messages.at(-1)?.role === "assistant",
    },
    words,
  )
  readContent(builder, body)
  const { systemText: system, messages, blocks } = builder
  return {
    prompt: {
      ...{ system, messages, blocks, maxTokens, stopSequences: body.stop_sequences, temperature, topP, topK, tools, reasoning },
      outputSchema: output.format ? readOutputSchema(output.format, tools, validation) : undefined,
    },
    format: messagesAnswer,
  }
}

function readContent(prompt: PromptBuilder, body: MessagesBody): void {
  for (const { text, cache_control } of body.system) {
    prompt.system(notBlank(text, "system"))
    if (cache_control) prompt.cachePoint(cache_control.ttl)
  }
  for (const [at, { role, content }] of body.messages.entries()) {
    if (content.length === 0) throw validation(`messages.${at}: content must not be empty`)
    prompt.message(role)
    for (const [index, block] of content.entries()) addBlock(prompt, role, block, `messages.${at}.content.${index}`)
  }
  checkToolHistory(prompt.messages)
}

function readTools(prompt: PromptBuilder, { tools, tool_choice }: MessagesBody): Tools | undefined {
  const { choice, parallel } = toolChoiceOf(tool_choice ?? { type: "auto", disable_parallel_tool_use: false })
  if (tools.length === 0) {
    if (tool_choice) throw validation("tool_choice: it may only be specified while providing tools.")
    return undefined
  }
  const specs = tools.map(({ name, description, input_schema: inputSchema, strict }) => ({
    name,
    description,
    inputSchema,
    strict: strict === true,
  }))
  checkTools({ specs, choice, parallel }, validation)
  for (const { cache_control, ...spec } of tools) {
    prompt.tool(spec)
    if (cache_control) prompt.cachePoint(cache_control.ttl)
  }
  return { specs, choice, parallel }
}

function checkToolHistory(messages: PromptMessage[]): void {
  const mismatch = toolMismatch(merged(messages))
  if (!mismatch) return
  if (mismatch.missing.length > 0) {
    throw validation(
      `messages.${mismatch.at}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${mismatch.missing.join(", ")}. ` +
        "Each `tool_use` block must have a corresponding `tool_result` block in the next message.",
    )
  }
  throw validation(
    `messages.${mismatch.at}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${mismatch.foreign.join(", ")}. ` +
      "Each `tool_result` block must have a corresponding `tool_use` block in the previous message.",
  )
}

/** Claude reads consecutive messages of one role as one message. */
function merged(messages: PromptMessage[]): PromptMessage[] {
  const result: PromptMessage[] = []
  for (const message of messages) {
    const last = result.at(-1)
    if (last?.role === message.role) last.content = [...last.content, ...message.content]
    else result.push({ ...message })
  }
  return result
}

/** The headers that InvokeModel accepts beside the body; see `checkServing` of Converse. */
function checkHeaders(headers: IncomingHttpHeaders): void {
  const given = (name: string) => headers[`x-amzn-bedrock-${name}`]
  if (given("guardrailidentifier") ?? given("guardrailversion")) throw noGuardrail("X-Amzn-Bedrock-GuardrailIdentifier")
  if ((given("performanceconfig-latency") ?? "standard") !== "standard")
    throw onlyDefault("X-Amzn-Bedrock-PerformanceConfig-Latency", "standard")
  if ((given("service-tier") ?? "default") !== "default") throw onlyDefault("X-Amzn-Bedrock-Service-Tier", "default")
}
