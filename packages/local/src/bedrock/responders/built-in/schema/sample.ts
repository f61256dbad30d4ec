import { type SchemaDraft, Validator } from "@cfworker/json-schema"
import type { JsonSchema } from "../../../prompt/tools.ts"
import { arrays } from "./arrays.ts"
import { mergeSchemas } from "./merge.ts"
import { numbers } from "./numbers.ts"
import { objects } from "./objects.ts"
import { strings } from "./strings.ts"
import type { Schema, Values } from "./values.ts"

/** A schema that is deeper or visits more subschemas counts as a schema without a value: it may be recursive without end. */
const maxDepth = 40
const maxVisits = 20_000

/**
 * The smallest value that a JSON Schema allows: required properties only, the first member of an enum, of `oneOf` and of `anyOf`, lists and
 * texts of minimum length. Follows references within the schema.
 * @returns `undefined` if no value was found, although one may exist
 */
export function sampleOf(schema: object): { value: unknown } | undefined {
  const root = schema as JsonSchema
  try {
    const validator = new Validator(structuredClone(root), draftOf(root))
    for (const value of valuesIn(root)(root, 0)) if (validator.validate(value).valid) return { value }
  } catch {
    // The schema is invalid: for example, it has a broken pattern or an unknown reference.
  }
  return undefined
}

function valuesIn(root: JsonSchema): Values {
  let left = maxVisits
  const draft = draftOf(root)
  // Subschemas are checked with the definitions of the root schema.
  const definitions = Object.fromEntries(["$defs", "definitions"].flatMap((name) => (name in root ? [[name, root[name]]] : [])))

  function* values(schema: Schema, depth: number): Generator<unknown> {
    // Every visit counts: a schema can branch into itself without ever having a value.
    if (schema === false || depth > maxDepth || left-- < 0) return
    if (schema === true) return yield ""
    for (const value of candidates(schema, depth)) {
      if (depth === 0 || fits(schema, value)) yield value
    }
  }

  const fits = (schema: JsonSchema, value: unknown): boolean => {
    if (usesRoot(schema)) return true
    return new Validator(structuredClone({ ...definitions, ...schema }), draft).validate(value).valid
  }

  function* candidates(schema: JsonSchema, depth: number): Generator<unknown> {
    if ("const" in schema) return yield schema.const
    if (Array.isArray(schema.enum)) return yield* schema.enum
    if (typeof schema.$ref === "string") {
      const { $ref, ...rest } = schema
      return yield* values(mergeSchemas(rest, resolve(root, schema.$ref)), depth + 1)
    }
    const combined = alternativesOf(schema)
    if (combined) {
      for (const part of combined) yield* values(part, depth + 1)
      return
    }
    for (const type of typesOf(schema)) yield* ofType[type]?.(schema, depth, values) ?? []
    yield* [schema.default, ...(Array.isArray(schema.examples) ? schema.examples : [])].filter((value) => value !== undefined)
  }

  return values
}

/** The schemas that result from resolving one of `allOf`, `anyOf` and `oneOf`, in order; `undefined` for a schema without them. */
function alternativesOf({ allOf, anyOf, oneOf, ...rest }: JsonSchema): Schema[] | undefined {
  if (Array.isArray(allOf)) return [allOf.reduce(mergeSchemas, { ...rest, ...(anyOf ? { anyOf } : {}), ...(oneOf ? { oneOf } : {}) })]
  const choices = anyOf ?? oneOf
  if (!Array.isArray(choices)) return undefined
  const base = anyOf && oneOf ? { ...rest, oneOf } : rest
  return choices.map((choice) => mergeSchemas(base, choice))
}

type OfType = (schema: JsonSchema, depth: number, values: Values) => Iterable<unknown>

const ofType: Record<string, OfType> = {
  object: objects,
  array: arrays,
  string: (schema) => strings(schema),
  number: (schema) => numbers(schema, false),
  integer: (schema) => numbers(schema, true),
  boolean: () => [false, true],
  null: () => [null],
}

/** The types in `type`, otherwise the type that the keywords belong to, otherwise any. */
function typesOf(schema: JsonSchema): string[] {
  if (typeof schema.type === "string") return [schema.type]
  if (Array.isArray(schema.type)) return schema.type
  const about: [string, string[]][] = [
    ["object", ["properties", "required", "additionalProperties", "minProperties", "patternProperties"]],
    ["array", ["items", "prefixItems", "minItems", "contains", "uniqueItems"]],
    ["string", ["minLength", "maxLength", "pattern", "format"]],
    ["number", ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]],
  ]
  const hit = about.find(([, keywords]) => keywords.some((keyword) => keyword in schema))
  return [...(hit ? [hit[0]] : []), "string", "integer", "object", "array", "boolean", "null"]
}

function resolve(root: JsonSchema, ref: string): Schema {
  if (!ref.startsWith("#")) throw new Error("a reference to another document")
  let found: unknown = root
  for (const part of ref.slice(1).split("/").slice(1)) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~")
    found = typeof found === "object" && found !== null ? (found as Record<string, unknown>)[key] : undefined
  }
  if (typeof found !== "boolean" && (typeof found !== "object" || found === null)) throw new Error("a reference to nothing")
  return found as Schema
}

/** A subschema that refers to the root or to another subschema can only be checked as part of the root. */
const usesRoot = (schema: JsonSchema): boolean => /"\$ref":"#(?!\/(\$defs|definitions)\/)/.test(JSON.stringify(schema))

function draftOf({ $schema }: JsonSchema): SchemaDraft {
  const [, known] = /draft-0([47])/.exec(`${$schema}`) ?? []
  return known === "4" ? "4" : known === "7" ? "7" : "2020-12"
}
