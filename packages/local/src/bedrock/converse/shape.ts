import * as v from "valibot"
import { BedrockError, validation } from "../bedrock-error.ts"

/** A structure of the service model: a null member counts as absent, an unknown member is refused. */
export const struct = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.pipe(v.unknown(), v.transform(withoutNulls), v.strictObject(entries))

/** A union of the service model: exactly one member is set. */
export const union = <Entries extends v.ObjectEntries>(name: string, entries: Entries) =>
  v.pipe(
    v.unknown(),
    v.transform(withoutNulls),
    v.partial(v.strictObject(entries)),
    v.check(
      (value) => Object.keys(value as object).length === 1,
      `The ${name} object at % must set exactly one of the following keys: ${Object.keys(entries).join(", ")}.`,
    ),
  )

/** A free-form JSON object, accepted without checks. */
export const jsonObject = v.pipe(
  v.unknown(),
  v.check(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    "The format of the value at % is invalid. Provide a json object for the field and try again.",
  ),
  v.transform((value) => value as Record<string, unknown>),
)

/** A member that the service has and the local endpoint does not support. */
export const unsupported = (why: string) =>
  v.pipe(
    v.unknown(),
    v.check(() => false, `The field % is not supported by the local Bedrock endpoint. ${why}`),
  )

/** Validates a body against its shape, with the error names and, where they are public, the messages of Bedrock. */
export function parseShape<Schema extends v.GenericSchema>(schema: Schema, body: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, body)
  if (result.success) return result.output
  throw errorOf(result.issues[0])
}

function withoutNulls(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value)
  return entries.some(([, member]) => member === null) ? Object.fromEntries(entries.filter(([, member]) => member !== null)) : value
}

function errorOf(issue: v.BaseIssue<unknown>): BedrockError {
  const dotted = v.getDotPath(issue) ?? ""
  if (issue.type === "strict_object" && issue.expected === "never") {
    return validation(`The field '${dotted}' is not known to the local Bedrock endpoint. Remove ${dotted} and try again.`)
  }
  if (issue.received === "undefined") return constraint("Value null", issue, "Member must not be null")
  if (issue.type === "check") return validation(issue.message.replace("%", `${dotted || "the top level"}`))
  const rule = ruleOf(issue)
  if (rule === undefined) return new BedrockError("SerializationException", `The value at '${dotted}' has the wrong type: ${issue.message}`)
  const shown = typeof issue.input === "string" || typeof issue.input === "number" ? `Value '${`${issue.input}`.slice(0, 200)}'` : "Value"
  return constraint(shown, issue, rule)
}

/** The violated constraint, in the wording of the AWS service framework; `undefined` for a value of another type. */
function ruleOf(issue: v.BaseIssue<unknown>): string | undefined {
  const { requirement } = issue
  if (issue.type === "picklist" && typeof issue.input === "string") return `Member must satisfy enum value set: [${optionsOf(issue)}]`
  if (issue.type === "literal" && typeof issue.input === "string") return `Member must satisfy enum value set: [${optionsOf(issue)}]`
  if (issue.type === "regex")
    return `Member must satisfy regular expression pattern: ${String(requirement).replace(/^\/\^?|\$?\/u?$/g, "")}`
  if (issue.type === "min_length" || issue.type === "min_entries") return `Member must have length greater than or equal to ${requirement}`
  if (issue.type === "max_length" || issue.type === "max_entries") return `Member must have length less than or equal to ${requirement}`
  if (issue.type === "min_value") return `Member must have value greater than or equal to ${requirement}`
  return undefined
}

const optionsOf = ({ expected }: v.BaseIssue<unknown>): string => (expected ?? "").replace(/[()"]/g, "").replaceAll(" | ", ", ")

const constraint = (shown: string, issue: v.BaseIssue<unknown>, rule: string): BedrockError =>
  validation(`1 validation error detected: ${shown} at '${memberPath(issue)}' failed to satisfy constraint: ${rule}`)

/** A path as the AWS service framework writes it: the first item of a list is `1.member`. */
const memberPath = (issue: v.BaseIssue<unknown>): string =>
  (issue.path ?? []).map(({ key }) => (typeof key === "number" ? `${key + 1}.member` : `${key}`)).join(".")
