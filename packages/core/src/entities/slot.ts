import { table } from "./table.ts"

/**
 * One numbered place of a scope that allows a fixed number of holders at once. A place is free if its item is missing or `until` is over, so
 * a holder that died frees it by itself. Access patterns: one place, all places of a scope.
 */
export const slotSchema = {
  model: { entity: "slot", version: "1", service: "parley" },
  attributes: {
    scope: { type: "string", required: true },
    /** From 0 to the size of the scope, exclusive. */
    number: { type: "number", required: true },
    /** A random id of the holder: only the holder gives the place back. */
    holder: { type: "string", required: true },
    until: { type: "string", required: true },
    expiresAt: { type: "number", required: true },
  },
  indexes: {
    primary: {
      pk: { field: table.primary.hashKey, composite: ["scope"], casing: "none" },
      sk: { field: table.primary.rangeKey, composite: ["number"], casing: "none" },
    },
  },
} as const
