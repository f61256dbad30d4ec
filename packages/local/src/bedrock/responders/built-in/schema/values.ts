import type { JsonSchema } from "../../../prompt/tools.ts"

/** `true` and `false` are schemas too. */
export type Schema = JsonSchema | boolean

/** Yields candidate values of a schema, the smallest first. The caller checks them against the whole schema. */
export type Values = (schema: Schema, depth: number) => Generator<unknown>
