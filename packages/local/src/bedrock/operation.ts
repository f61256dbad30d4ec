import { BedrockError, validation } from "./bedrock-error.ts"

const names = ["converse", "converse-stream", "invoke", "invoke-with-response-stream", "count-tokens"] as const

export type Operation = { name: (typeof names)[number]; modelId: string }

/** Bedrock operations that the endpoint does not support. The error names the operation instead of only the URL. */
const missing: [method: string, path: RegExp, name: string][] = [
  ["POST", /^\/model\/[^/]+\/invoke-with-bidirectional-stream$/, "InvokeModelWithBidirectionalStream"],
  ["POST", /^\/guardrail\/[^/]+\/version\/[^/]+\/apply$/, "ApplyGuardrail"],
  ["POST", /^\/async-invoke$/, "StartAsyncInvoke"],
  ["GET", /^\/async-invoke$/, "ListAsyncInvokes"],
  ["GET", /^\/async-invoke\/./, "GetAsyncInvoke"],
  ["GET", /^\/guardrails(\/|$)/, "ListGuardrails and GetGuardrail"],
]

/** Parses `POST /model/{modelId}/{operation}`. The model id may be an ARN and is URL-encoded. */
export function operationOf(method: string | undefined, url: string | undefined): Operation {
  const [path = ""] = (url ?? "").split("?", 1)
  const [, encoded, last] = /^\/model\/(.+)\/([^/]+)$/.exec(path) ?? []
  const name = names.find((known) => known === last)
  if (method !== "POST" || encoded === undefined || name === undefined) {
    const [, , known] = missing.find(([verb, pattern]) => verb === method && pattern.test(path)) ?? []
    const what = known === undefined ? `There is no operation at ${method} ${url}.` : `The local Bedrock endpoint does not have ${known}.`
    throw new BedrockError("UnknownOperationException", what)
  }
  try {
    return { name, modelId: decodeURIComponent(encoded) }
  } catch {
    throw validation("The provided model identifier is invalid.")
  }
}
