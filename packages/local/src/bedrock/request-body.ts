import type { IncomingMessage } from "node:http"
import { BedrockError, validation } from "./bedrock-error.ts"

/** Bedrock's size limit for one request. */
export const maxBodyBytes = 25_000_000

const notReadable = (reason: string) => new BedrockError("SerializationException", reason)

/** InvokeModel's error: the model defines the body, so the model rejects it. */
export const malformedInput = () => validation("Malformed input request, please reformat your input and try again.")

/**
 * Reads a whole request body as JSON.
 * @param refusal the error for a body that is not an object; a SerializationException if not given
 */
export async function readJson(request: IncomingMessage, refusal: (reason: string) => BedrockError = notReadable): Promise<unknown> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    // The rest of the body is still read, or the client would not receive the answer.
    if (bytes <= maxBodyBytes) chunks.push(chunk)
  }
  if (bytes > maxBodyBytes) throw new BedrockError("RequestEntityTooLargeException", `The request is larger than ${maxBodyBytes} bytes.`)
  let body: unknown
  try {
    body = JSON.parse(Buffer.concat(chunks).toString("utf8"))
  } catch {
    throw refusal("The request body is not valid JSON.")
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw refusal("The request body must be a JSON object.")
  }
  return body
}
