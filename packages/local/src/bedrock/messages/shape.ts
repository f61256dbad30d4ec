import * as v from "valibot"
import { type BedrockError, validation } from "../bedrock-error.ts"

/** A member of the Messages format that the local endpoint does not support. */
export const unsupported = (why: string) =>
  v.pipe(
    v.unknown(),
    v.check(() => false, `it is not supported by the local Bedrock endpoint. ${why}`),
  )

/** Validates a body against its shape, with the error messages of Anthropic's API. */
export function parseMessagesShape<Schema extends v.GenericSchema>(schema: Schema, body: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, body)
  if (result.success) return result.output
  throw errorOf(result.issues[0])
}

function errorOf(issue: v.BaseIssue<unknown>): BedrockError {
  const path = v.getDotPath(issue) ?? ""
  if (issue.type === "strict_object" && issue.expected === "never") return validation(`${path}: Extra inputs are not permitted`)
  if (issue.received === "undefined") return validation(`${path}: Field required`)
  if (issue.type === "variant") {
    const parent = path.replace(/\.?type$/, "")
    return validation(
      `${parent}: Input tag ${issue.received.replaceAll('"', "'")} found using 'type' does not match any of the expected tags: ${tags(issue)}`,
    )
  }
  if (issue.type === "check" || issue.type === "raw_check") return validation(`${path}: ${issue.message}`)
  return validation(`${path}: ${inputShould(issue)}`)
}

function inputShould(issue: v.BaseIssue<unknown>): string {
  if (issue.type === "picklist" || issue.type === "literal") return `Input should be ${tags(issue).replaceAll(", ", " or ")}`
  const names: Record<string, string> = { string: "string", number: "number", integer: "integer", array: "list", boolean: "boolean" }
  const name = names[issue.type]
  if (name) return `Input should be a valid ${name}`
  if (issue.type === "regex") return `String should match pattern '${String(issue.requirement).slice(1, -1)}'`
  return "Input should be a valid dictionary"
}

const tags = ({ expected }: v.BaseIssue<unknown>): string =>
  (expected ?? "").replace(/[()]/g, "").replaceAll('"', "'").replaceAll(" | ", ", ")
