import type { BedrockError } from "../bedrock-error.ts"

/**
 * Beta flags that change neither the validation nor the answers of the endpoint. Bedrock has an unpublished list for each model and answers
 * other flags with "invalid beta flag". The endpoint gives the same answer for flags of features that it does not support.
 */
const known = new Set([
  "context-1m-2025-08-07",
  "effort-2025-11-24",
  "extended-cache-ttl-2025-04-11",
  "fine-grained-tool-streaming-2025-05-14",
  "interleaved-thinking-2025-05-14",
  "output-128k-2025-02-19",
  "pdfs-2024-09-25",
  "prompt-caching-2024-07-31",
  "structured-outputs-2025-11-13",
  "token-efficient-tools-2025-02-19",
])

export function checkBetas(flags: string[], refusal: (message: string) => BedrockError): void {
  const unknown = flags.filter((flag) => !known.has(flag))
  if (unknown.length > 0) throw refusal(`invalid beta flag: ${unknown.join(", ")}`)
}
