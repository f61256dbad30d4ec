import * as v from "valibot"

/** An integer in a query string. The JSON Schema that documents it is part of the schema (see `parameterOf`). */
export const wholeNumber = (min: number, max: number, fallback: number, description: string) => {
  const message = `must be a whole number from ${min} to ${max}`
  return v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,6}$/, message),
      v.transform(Number),
      v.minValue(min, message),
      v.maxValue(max, message),
      v.description(description),
      v.metadata({ jsonSchema: { type: "integer", minimum: min, maximum: max, default: fallback } }),
    ),
    String(fallback),
  )
}

export const pageQuery = v.object({
  cursor: v.optional(
    v.pipe(
      v.string(),
      v.maxLength(2_000),
      v.description("The cursor of the previous page. An answer without a cursor is the last page."),
      v.metadata({ jsonSchema: { type: "string" } }),
    ),
  ),
  limit: wholeNumber(1, 100, 50, "The page size."),
})
