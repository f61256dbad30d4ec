import type { JsonSchema } from "../../../prompt/tools.ts"
import type { Schema, Values } from "./values.ts"

const maxProperties = 1_000

/** The smallest object: the required properties, then others up to `minProperties`. */
export function* objects(schema: JsonSchema, depth: number, values: Values): Generator<Record<string, unknown>> {
  const properties = asMap(schema.properties)
  const needed = new Set(namesIn(schema.required))
  const dependent = asMap(schema.dependentRequired)
  // Iterating over a set also visits items added during the iteration.
  for (const name of needed) for (const other of namesIn(dependent[name])) needed.add(other)
  const least = typeof schema.minProperties === "number" ? schema.minProperties : 0
  if (Math.max(least, needed.size) > maxProperties) return

  const found = new Map<string, unknown>()
  const put = (name: string): boolean => {
    const first = values(schemaOf(name, schema, properties), depth + 1).next()
    if (!first.done) found.set(name, first.value)
    return !first.done
  }
  for (const name of needed) if (!put(name)) return
  for (const name of Object.keys(properties)) if (found.size < least && !found.has(name)) put(name)
  for (let extra = 1; found.size < least && extra <= least; extra++) put(`property${extra}`)
  yield Object.fromEntries(found)
}

function schemaOf(name: string, schema: JsonSchema, properties: Record<string, unknown>): Schema {
  const patterns = Object.entries(asMap(schema.patternProperties)).filter(([pattern]) => new RegExp(pattern, "u").test(name))
  const own = Object.hasOwn(properties, name) ? [properties[name]] : []
  const parts = [...own, ...patterns.map(([, part]) => part)] as Schema[]
  if (parts.length === 0) return (schema.additionalProperties as Schema | undefined) ?? true
  return parts.length === 1 ? (parts[0] as Schema) : { allOf: parts }
}

const asMap = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}

const namesIn = (value: unknown): string[] => (Array.isArray(value) ? value.filter((name) => typeof name === "string") : [])
