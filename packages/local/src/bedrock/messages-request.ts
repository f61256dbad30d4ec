import type { OfferedModel } from "@parley/core/model-catalogue.ts"
import * as v from "valibot"
import { validation } from "./bedrock-error.ts"
import { checkPrefill } from "./converse-request.ts"
import { checkInference } from "./model-rules.ts"
import { type Prompt, PromptBuilder } from "./prompt.ts"
import { parseBody } from "./request-body.ts"

const cacheControl = v.object({ type: v.literal("ephemeral"), ttl: v.optional(v.picklist(["5m", "1h"])) })
// Loose for the same reason as in Converse: other blocks are accepted, and no responder reads them.
const block = v.looseObject({ type: v.string(), text: v.optional(v.string()), cache_control: v.nullish(cacheControl) })
const content = v.pipe(
  v.union([v.string(), v.array(block)]),
  v.transform((given) => (typeof given === "string" ? [{ type: "text", text: given }] : given) as v.InferOutput<typeof block>[]),
)
const schema = v.object({
  anthropic_version: v.string(),
  max_tokens: v.pipe(v.number(), v.integer()),
  messages: v.array(v.object({ role: v.picklist(["user", "assistant"]), content })),
  system: v.optional(content, []),
  temperature: v.optional(v.number()),
  top_p: v.optional(v.number()),
  top_k: v.optional(v.number()),
  stop_sequences: v.optional(v.array(v.string()), []),
  thinking: v.optional(v.unknown()),
})

// AWS documents bedrock-2023-05-31; Anthropic's own SDK for Bedrock sends the bare date of its release of the form.
const version = /^(bedrock-)?\d{4}-\d{2}-\d{2}$/
const names = { maxTokens: "max_tokens", temperature: "temperature", topP: "top_p" }

/** Checks a Claude Messages body (InvokeModel) and turns it into a prompt. Unlike Converse, this form lets one role speak twice. */
export function readMessages(model: OfferedModel, json: unknown): Prompt {
  const body = parseBody(schema, json, (path) => `${path}: Field required`)
  if (!version.test(body.anthropic_version)) throw validation(`Invalid API version: ${body.anthropic_version}`)
  if (body.messages[0]?.role !== "user") throw validation('messages: first message must use the "user" role')
  checkPrefill(model, body.messages)
  const { max_tokens: maxTokens, temperature, top_p: topP, top_k: topK, thinking } = body
  const limit = checkInference(model, { maxTokens, temperature, topP, topK, thinking, names })

  const prompt = new PromptBuilder()
  for (const { text, cache_control } of body.system) {
    if (text !== undefined) prompt.system(notBlank(text, "system"))
    if (cache_control) prompt.cachePoint(cache_control.ttl)
  }
  for (const [at, message] of body.messages.entries()) {
    if (message.content.length === 0) throw validation(`messages.${at}: content must not be empty`)
    const texts: string[] = []
    for (const { text, cache_control } of message.content) {
      if (text !== undefined) {
        texts.push(notBlank(text, "messages"))
        prompt.block(message.role, text)
      }
      if (cache_control) prompt.cachePoint(cache_control.ttl)
    }
    prompt.message(message.role, texts)
  }
  return prompt.build(limit, body.stop_sequences)
}

function notBlank(text: string, where: string): string {
  if (text.trim() === "") throw validation(`${where}: text content blocks must contain non-whitespace text`)
  return text
}
