import type { JsonSchema } from "../../../prompt/tools.ts"

/** `true` and `false` are schemas too. */
export type Schema = JsonSchema | boolean

/** Gives values of a schema, the smallest first. A value need not fit all of the schema; the caller checks it. */
export type Values = (schema: Schema, depth: number) => Generator<unknown>
