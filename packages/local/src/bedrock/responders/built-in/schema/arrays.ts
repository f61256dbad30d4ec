import type { JsonSchema } from "../../../prompt/tools.ts"
import type { Schema, Values } from "./values.ts"

const maxItems = 1_000

/** The shortest list: the required items by position and number, plus one for `contains`. */
export function* arrays(schema: JsonSchema, depth: number, values: Values): Generator<unknown[]> {
  const { minItems = 0, uniqueItems = false } = schema
  // Before draft 2020-12, `items` may be a list of schemas by position.
  const places = (Array.isArray(schema.prefixItems) ? schema.prefixItems : Array.isArray(schema.items) ? schema.items : []) as Schema[]
  const rest = (Array.isArray(schema.items) ? schema.additionalItems : schema.items) as Schema | undefined
  const length = typeof minItems === "number" ? minItems : 0
  if (length > maxItems) return
  const items: unknown[] = []
  const wanted = "contains" in schema ? numberOf(schema.minContains, 1) : 0
  while (items.length < Math.max(length, wanted)) {
    const place = places[items.length] ?? rest ?? true
    const next = items.length < wanted ? values({ allOf: [place, schema.contains as Schema] }, depth + 1) : values(place, depth + 1)
    const item = firstOther(next, uniqueItems === true ? items : [])
    if (!item) return
    items.push(item.value)
  }
  yield items
}

function firstOther(values: Iterable<unknown>, taken: unknown[]): { value: unknown } | undefined {
  const known = new Set(taken.map((value) => JSON.stringify(value)))
  for (const value of values) if (!known.has(JSON.stringify(value))) return { value }
  return undefined
}

const numberOf = (value: unknown, otherwise: number): number => (typeof value === "number" ? value : otherwise)
