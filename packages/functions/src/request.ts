import { maxTextCharacters } from "@parley/core/content.ts"
import { VisibleError } from "@parley/core/visible-error.ts"
import * as v from "valibot"
import type { ApiEvent } from "./lambda.ts"

/**
 * Room for the longest message in any encoding: JSON uses at most six bytes for a UTF-16 code unit (`\u001b`), and ids, keys and 16 blocks fit into
 * the rest. API Gateway accepts 10 MB, a streaming function 6 MB.
 */
export const maxBodyBytes = 6 * maxTextCharacters + 4_096

/** A request in plain terms: header names in lower case, the body as text. */
export type ApiRequest = {
  requestId: string
  method: string
  resource: string
  parameters: Record<string, string | undefined>
  query: Record<string, string | undefined>
  headers: Record<string, string | undefined>
  body: string
  sourceAddress: string
}

export function readRequest(event: ApiEvent): ApiRequest {
  const headers = Object.fromEntries(Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]))
  const body = event.body ?? ""
  return {
    requestId: event.requestContext.requestId,
    method: event.httpMethod,
    resource: event.resource,
    parameters: event.pathParameters ?? {},
    query: event.queryStringParameters ?? {},
    headers,
    body: event.isBase64Encoded ? Buffer.from(body, "base64").toString("utf8") : body,
    sourceAddress: event.requestContext.identity.sourceIp ?? "",
  }
}

/**
 * The request's JSON body, checked.
 * @throws VisibleError `body.notJson` (no JSON content type), `body.tooLarge`, `body.invalid` with the path of the bad field
 */
export function readBody<const T extends v.GenericSchema>(request: ApiRequest, schema: T): v.InferOutput<T> {
  const type = request.headers["content-type"]?.split(";")[0]?.trim().toLowerCase()
  if (type !== "application/json") throw new VisibleError("body.notJson", "Send the body as JSON, with content-type: application/json.")
  if (Buffer.byteLength(request.body) > maxBodyBytes) {
    throw new VisibleError("body.tooLarge", `The body can have at most ${maxBodyBytes} bytes.`)
  }
  const body = parseJson(request.body)
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new VisibleError("body.invalid", "The body must be a JSON object.")
  return check(schema, body)
}

/** @throws VisibleError `body.invalid` with the name of the bad parameter */
export const readQuery = <const T extends v.GenericSchema>(request: ApiRequest, schema: T): v.InferOutput<T> => check(schema, request.query)

/** A path parameter; one that cannot be an id of this kind is as missing as one that names nothing. */
export function readId(request: ApiRequest, name: string, pattern: RegExp, missing: () => VisibleError): string {
  const id = request.parameters[name]
  if (id === undefined || !pattern.test(id)) throw missing()
  return id
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new VisibleError("body.invalid", "The body is not valid JSON.")
  }
}

function check<T extends v.GenericSchema>(schema: T, value: unknown): v.InferOutput<T> {
  const parsed = v.safeParse(schema, value)
  if (parsed.success) {
    const bad = malformedPath(parsed.output)
    if (bad !== undefined) throw new VisibleError("body.invalid", `${bad.slice(1)}: must be well-formed Unicode`)
    return parsed.output
  }
  const [issue] = parsed.issues
  throw new VisibleError("body.invalid", `${v.getDotPath(issue) ?? "body"}: ${wordsOf(issue)}`)
}

// DynamoDB refuses a lone surrogate with an error that looks like a failure of the table. A checked value is no deeper than its schema.
function malformedPath(value: unknown): string | undefined {
  if (typeof value === "string") return value.isWellFormed() ? undefined : ""
  if (typeof value !== "object" || value === null) return undefined
  for (const [key, member] of Object.entries(value)) {
    const path = malformedPath(member)
    if (path !== undefined) return `.${key}${path}`
  }
  return undefined
}

// Valibot's own messages quote the input, and a person's text must not appear in an error or a log.
function wordsOf(issue: v.BaseIssue<unknown>): string {
  if (issue.message && !issue.message.startsWith("Invalid ")) return issue.message
  if (issue.expected === "never") return "is not a known field"
  if (issue.expected === null) return "is not valid"
  return issue.received === "undefined" ? `is missing, expected ${issue.expected}` : `expected ${issue.expected}`
}
