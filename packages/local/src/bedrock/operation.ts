import { BedrockError, validation } from "./bedrock-error.ts"

const names = ["converse", "converse-stream", "invoke", "invoke-with-response-stream"] as const

export type Operation = { name: (typeof names)[number]; modelId: string }

/** Reads `POST /model/{modelId}/{operation}`; the model id may be an ARN and is URL-encoded. */
export function operationOf(method: string | undefined, url: string | undefined): Operation {
  const [, encoded, last] = /^\/model\/([^?]+)\/([^/?]+)(?:\?.*)?$/.exec(url ?? "") ?? []
  const name = names.find((known) => known === last)
  if (method !== "POST" || encoded === undefined || name === undefined) {
    throw new BedrockError("UnknownOperationException", `There is no operation at ${method} ${url}.`)
  }
  try {
    return { name, modelId: decodeURIComponent(encoded) }
  } catch {
    throw validation("The provided model identifier is invalid.")
  }
}
