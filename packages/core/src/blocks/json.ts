export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue }

/** JSON without keys of no characters, in which Bedrock refuses a request. */
export function withoutEmptyKeys(value: JsonValue): JsonValue {
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.map(withoutEmptyKeys)
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "")
      .map(([key, inner]) => [key, withoutEmptyKeys(inner)]),
  )
}
