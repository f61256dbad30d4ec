import { findModel, type OfferedModel } from "@parley/core/model/catalogue.ts"
import { BedrockError, validation } from "../bedrock-error.ts"
import type { Reasoning } from "../prompt/prompt.ts"
import type { PromptTokens } from "../prompt/prompt-cache.ts"
import { checkThinking, type ThinkingRequest } from "./thinking-rules.ts"

/** The inference parameters that both request formats share. */
export type Inference = Omit<ThinkingRequest, "maxTokens"> & { maxTokens: number | undefined }

/** The parameter names in a format's error messages, and the wording of a refusal by the model. */
export type FormWords = {
  maxTokens: string
  temperature: string
  topP: string
  topK: string
  modelError(message: string): BedrockError
}

/** The model for a model id or its ARN. Throws as Bedrock does for an unknown or retired model. */
export function modelOf(modelId: string): OfferedModel {
  const model = findModel(modelId.startsWith("arn:") ? modelId.slice(modelId.lastIndexOf("/") + 1) : modelId)
  if (!model) throw validation("The provided model identifier is invalid.")
  if (model.lifecycle === "ended") {
    throw new BedrockError(
      "ResourceNotFoundException",
      "This model version has reached the end of its life. Please refer to the AWS documentation for more details.",
    )
  }
  return model
}

/** The model that answers a request. Throws for the bare id of a model that requires an inference profile. */
export function servedModelOf(modelId: string): OfferedModel {
  const model = modelOf(modelId)
  if (model.profileOnly && model.profile === null) {
    throw validation(
      `Invocation of model ID ${modelId} with on-demand throughput isn’t supported. ` +
        "Retry your request with the ID or ARN of an inference profile that contains this model.",
    )
  }
  return model
}

/**
 * Validates the inference parameters against the model.
 * @returns the effective `maxTokens` (unset: the model's own limit) and the reasoning that the answer shows
 */
export function checkInference(
  model: OfferedModel,
  inference: Inference,
  words: FormWords,
): { maxTokens: number; reasoning: Reasoning | undefined } {
  checkSampling(model, inference, words)
  const { maxTokens = model.maxOutputTokens } = inference
  if (maxTokens < 1) throw outOfRange(maxTokens, words.maxTokens, "greater than or equal to 1")
  if (maxTokens > model.maxOutputTokens) {
    throw validation(
      `The maximum tokens you requested exceeds the model limit of ${model.maxOutputTokens}. ` +
        `Try again with a maximum tokens value that is lower than ${model.maxOutputTokens}.`,
    )
  }
  // The models that refuse `temperature` also refuse a prefilled answer.
  if (inference.prefill && !model.acceptsTemperature) {
    throw words.modelError("This model does not support assistant message prefill. The conversation must end with a user message.")
  }
  return { maxTokens, reasoning: checkThinking(model, { ...inference, maxTokens }, words.modelError) }
}

/** Refuses a prompt longer than the model's context window. */
export function checkPromptTokens({ contextTokens }: OfferedModel, tokens: PromptTokens): void {
  const total = tokens.inputTokens + tokens.cacheReadInputTokens + tokens.cacheWriteInputTokens
  if (total > contextTokens) throw validation("Input is too long for requested model.")
}

function checkSampling(model: OfferedModel, { temperature, topP, topK }: Inference, words: FormWords): void {
  const sampling = Object.entries({ temperature, top_p: topP, top_k: topK }).filter(([, value]) => value !== undefined)
  if (sampling[0] && !model.acceptsTemperature) throw words.modelError(`\`${sampling[0][0]}\` is deprecated for this model.`)
  for (const [value, name] of [[temperature, words.temperature] as const, [topP, words.topP] as const]) {
    if (value !== undefined && value < 0) throw outOfRange(value, name, "greater than or equal to 0")
    if (value !== undefined && value > 1) throw outOfRange(value, name, "less than or equal to 1")
  }
  if (topK !== undefined && topK < 0) throw words.modelError(`${words.topK}: Input should be greater than or equal to 0`)
  if (temperature !== undefined && topP !== undefined) {
    throw words.modelError("`temperature` and `top_p` cannot both be specified for this model. Please use only one.")
  }
}

function outOfRange(value: number, name: string, rule: string): BedrockError {
  return validation(
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must have value ${rule}`,
  )
}
