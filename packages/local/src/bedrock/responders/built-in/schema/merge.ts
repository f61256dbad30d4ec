import type { JsonSchema } from "../../../prompt/tools.ts"
import type { Schema } from "./values.ts"

type Merge = (one: unknown, other: unknown) => unknown

const lists = (one: unknown, other: unknown): unknown[] => [
  ...(Array.isArray(one) ? one : [one]),
  ...(Array.isArray(other) ? other : [other]),
]
const common: Merge = (one, other) => {
  const others = Array.isArray(other) ? other : [other]
  return lists(one, []).filter((value) => others.some((known) => JSON.stringify(known) === JSON.stringify(value)))
}
const larger: Merge = (one, other) => Math.max(Number(one), Number(other))
const smaller: Merge = (one, other) => Math.min(Number(one), Number(other))
const both: Merge = (one, other) => ({ allOf: [one, other] })

const merges: Record<string, Merge> = {
  required: (one, other) => [...new Set(lists(one, other))],
  properties: (one, other) => mergeMaps(one as JsonSchema, other as JsonSchema),
  patternProperties: (one, other) => mergeMaps(one as JsonSchema, other as JsonSchema),
  enum: common,
  type: common,
  allOf: lists,
  items: both,
  additionalProperties: both,
  minimum: larger,
  exclusiveMinimum: larger,
  minLength: larger,
  minItems: larger,
  minProperties: larger,
  maximum: smaller,
  exclusiveMaximum: smaller,
  maxLength: smaller,
  maxItems: smaller,
  maxProperties: smaller,
}

/** A schema for the values that match both. For keywords that cannot be merged, the second one wins; the caller checks the values. */
export function mergeSchemas(one: Schema, other: Schema): Schema {
  if (one === false || other === false) return false
  if (one === true) return other
  if (other === true) return one
  const merged: JsonSchema = { ...one }
  for (const [keyword, value] of Object.entries(other)) {
    const merge = merges[keyword]
    merged[keyword] = keyword in one && merge ? merge(one[keyword], value) : value
  }
  return merged
}

const mergeMaps = (one: JsonSchema, other: JsonSchema): JsonSchema =>
  Object.fromEntries(
    [...new Set([...Object.keys(one), ...Object.keys(other)])].map((name) => [
      name,
      Object.hasOwn(one, name) && Object.hasOwn(other, name) ? { allOf: [one[name], other[name]] } : (one[name] ?? other[name]),
    ]),
  )
