import type { GenericSchema } from "valibot"

/** The documentation of an answer of JSON with status 200. */
export const ok = (schema: GenericSchema, description = "OK") => ({ 200: { description, content: { "application/json": schema } } })

/** The documentation of an answer without a body. */
export const deleted = { 204: { description: "Deleted" } }
