import { type BedrockError, validation } from "../bedrock-error.ts"

/** Bedrock's message for a guardrail that the account does not have. */
export const noGuardrail = (field: string): BedrockError =>
  validation(
    `The guardrail identifier or version provided in the request does not exist. (${field}: the local Bedrock endpoint has no guardrails.)`,
  )

export const onlyDefault = (field: string, value: string): BedrockError =>
  validation(`The local Bedrock endpoint supports '${value}' only at ${field}. Set '${value}' or remove the field.`)
