import type { JsonSchema } from "../../../prompt/tools.ts"

/** Candidate numbers: 0, otherwise the allowed number next to the nearest bound. */
export function* numbers(schema: JsonSchema, whole: boolean): Generator<number> {
  const { low, high } = bounds(schema)
  const step = typeof schema.multipleOf === "number" ? schema.multipleOf : 1
  const from = Number.isFinite(low) ? low : Number.isFinite(high) ? Math.min(high, 0) : 0
  const near = [0, from, Math.ceil(from / step) * step, (Math.floor(from / step) + 1) * step]
  const below = Number.isFinite(high) ? [high, Math.floor(high / step) * step, (Math.ceil(high / step) - 1) * step] : []
  const between = Number.isFinite(low) && Number.isFinite(high) ? [low + (high - low) / 2] : []
  const all = [...near, ...below, ...between, ...Array.from({ length: 20 }, (_, index) => Math.ceil(from / step) * step + index * step)]
  for (const value of new Set(all)) if (!whole || Number.isInteger(value)) yield value + 0
}

/** The bounds, including those of draft 4, where `exclusiveMinimum` is a boolean. */
function bounds({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: JsonSchema): { low: number; high: number } {
  const numbersIn = (...values: unknown[]) => values.filter((value) => typeof value === "number")
  return { low: Math.max(...numbersIn(minimum, exclusiveMinimum)), high: Math.min(...numbersIn(maximum, exclusiveMaximum)) }
}
