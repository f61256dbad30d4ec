import { type BedrockError, validation } from "../bedrock-error.ts"

/** What the model refuses, as Converse passes it on. InvokeModel passes on the bare message. */
export const modelError = (message: string): BedrockError => validation(`The model returned the following errors: ${message}`)
