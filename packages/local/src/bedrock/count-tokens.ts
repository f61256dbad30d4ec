import type { OfferedModel } from "@parley/core/model/catalogue.ts"
import * as v from "valibot"
import { validation } from "./bedrock-error.ts"
import { readCountedConverse } from "./converse/request.ts"
import { jsonObject, parseShape, struct, union } from "./converse/shape.ts"
import { readMessages } from "./messages/request.ts"
import { isBase64 } from "./prompt/media.ts"
import type { PromptBlock } from "./prompt/prompt.ts"
import { promptTokens } from "./prompt/prompt-cache.ts"
import { malformedInput } from "./request-body.ts"

const schema = struct({
  input: union("CountTokensInput", { converse: jsonObject, invokeModel: struct({ body: v.pipe(v.string(), v.minLength(1)) }) }),
})

/**
 * Answers CountTokens with the input tokens that the answer to the same request reports. Bedrock refuses inference profiles and models
 * served only across regions, with the messages below. Source: the page on counting tokens in the Bedrock user guide. Of the catalogue, the
 * models up to 4.6 are accepted by their own id. Which of them Bedrock accepts is not public.
 */
export function countTokens(model: OfferedModel, json: unknown): { inputTokens: number } {
  if (model.profile !== null || !model.acceptsTemperature) throw validation("The provided model doesn't support counting tokens.")
  const { input } = parseShape(schema, json)
  return { inputTokens: promptTokens(blocksOf(model, input)) }
}

function blocksOf(model: OfferedModel, { converse, invokeModel }: v.InferOutput<typeof schema>["input"]): PromptBlock[] {
  if (converse) return readCountedConverse(converse).blocks
  return readMessages(model, bodyOf(invokeModel?.body ?? "")).prompt.blocks
}

function bodyOf(base64: string): unknown {
  if (!isBase64(base64)) throw malformedInput()
  try {
    return JSON.parse(Buffer.from(base64, "base64").toString("utf8"))
  } catch {
    throw malformedInput()
  }
}
