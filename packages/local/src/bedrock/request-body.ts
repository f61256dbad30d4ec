import type { IncomingMessage } from "node:http"
import { BedrockError } from "./bedrock-error.ts"

/** Bedrock's limit for one request. */
export const maxBodyBytes = 25_000_000

/** Reads a whole request body as JSON; a body that is not an object is a SerializationException. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    // The rest is still read, so that the client gets to read the answer.
    if (bytes <= maxBodyBytes) chunks.push(chunk)
  }
  if (bytes > maxBodyBytes) throw new BedrockError("RequestEntityTooLargeException", `The request is larger than ${maxBodyBytes} bytes.`)
  let body: unknown
  try {
    body = JSON.parse(Buffer.concat(chunks).toString("utf8"))
  } catch {
    throw new BedrockError("SerializationException", "The request body is not valid JSON.")
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new BedrockError("SerializationException", "The request body must be a JSON object.")
  }
  return body
}
