import { type BedrockError, validation } from "../bedrock-error.ts"

/** A refusal by the model, in the wording of Converse. InvokeModel returns the message alone. */
export const modelError = (message: string): BedrockError => validation(`The model returned the following errors: ${message}`)
