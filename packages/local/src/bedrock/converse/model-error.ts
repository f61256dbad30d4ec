import { type BedrockError, validation } from "../bedrock-error.ts"

/** A refusal of the model in the words of Converse. InvokeModel passes on the bare message. */
export const modelError = (message: string): BedrockError => validation(`The model returned the following errors: ${message}`)
