import { findModel, type OfferedModel } from "@parley/core/model-catalogue.ts"
import { BedrockError, validation } from "./bedrock-error.ts"
import type { PromptTokens } from "./prompt-cache.ts"

/** What both request forms may set, under the names that the form uses in its messages. */
export type Inference = {
  maxTokens: number | undefined
  temperature: number | undefined
  topP: number | undefined
  topK: number | undefined
  thinking: unknown
  names: { maxTokens: string; temperature: string; topP: string }
}

/** The model behind a model id or the ARN of one; throws as Bedrock does for an unknown, an ended and a profile-only one. */
export function modelOf(modelId: string): OfferedModel {
  const model = findModel(modelId.startsWith("arn:") ? modelId.slice(modelId.lastIndexOf("/") + 1) : modelId)
  if (!model) throw validation("The provided model identifier is invalid.")
  if (model.lifecycle === "ended") {
    throw new BedrockError(
      "ResourceNotFoundException",
      "This model version has reached the end of its life. Please refer to the AWS documentation for more details.",
    )
  }
  if (model.profileOnly && model.profile === null) {
    throw validation(
      `Invocation of model ID ${modelId} with on-demand throughput isn’t supported. ` +
        "Retry your request with the ID or ARN of an inference profile that contains this model.",
    )
  }
  return model
}

/** Checks the inference parameters against the model; returns the `maxTokens` in force (unset: the model's own limit). */
export function checkInference(model: OfferedModel, inference: Inference): number {
  checkSampling(model, inference)
  checkThinking(model, inference.thinking)
  const { maxTokens = model.maxOutputTokens, names } = inference
  if (maxTokens < 1) throw outOfRange(maxTokens, names.maxTokens, "greater than or equal to 1")
  if (maxTokens > model.maxOutputTokens) {
    throw validation(
      `The maximum tokens you requested exceeds the model limit of ${model.maxOutputTokens}. ` +
        `Try again with a maximum tokens value that is lower than ${model.maxOutputTokens}.`,
    )
  }
  return maxTokens
}

/** Refuses a prompt that is longer than the model's context. */
export function checkPromptTokens({ contextTokens }: OfferedModel, tokens: PromptTokens): void {
  const total = tokens.inputTokens + tokens.cacheReadInputTokens + tokens.cacheWriteInputTokens
  if (total > contextTokens) throw validation("Input is too long for requested model.")
}

function checkSampling(model: OfferedModel, { temperature, topP, topK, names }: Inference): void {
  const sampling = Object.entries({ temperature, top_p: topP, top_k: topK }).filter(([, value]) => value !== undefined)
  if (sampling[0] && !model.acceptsTemperature) throw validation(`\`${sampling[0][0]}\` is deprecated for this model.`)
  for (const [value, name] of [[temperature, names.temperature] as const, [topP, names.topP] as const]) {
    if (value !== undefined && value < 0) throw outOfRange(value, name, "greater than or equal to 0")
    if (value !== undefined && value > 1) throw outOfRange(value, name, "less than or equal to 1")
  }
  if (temperature !== undefined && topP !== undefined) {
    throw validation("`temperature` and `top_p` cannot both be specified for this model. Please use only one.")
  }
}

function checkThinking(model: OfferedModel, thinking: unknown): void {
  if (thinking === undefined) return
  if (!model.thinking) throw validation("thinking: Extra inputs are not permitted")
  const type = typeof thinking === "object" && thinking !== null && "type" in thinking ? thinking.type : undefined
  // `adaptive` is what these models do when nothing is said.
  if (type !== model.thinking.type && type !== "adaptive") {
    throw validation(`thinking.type: Input should be 'adaptive' or '${model.thinking.type}'`)
  }
}

function outOfRange(value: number, name: string, rule: string): BedrockError {
  return validation(
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must have value ${rule}`,
  )
}
