import type { Entity, EntityItem } from "electrodb"
import { table } from "./table.ts"

/**
 * One part of a running turn's answer log. The parts of a run are numbered from 1 without a gap, and each is created on condition that its
 * number is free, so its writers exclude each other. Access patterns: the parts of a run after a number, its newest part, all parts of a
 * conversation.
 */
export const partSchema = {
  model: { entity: "part", version: "1", service: "parley" },
  attributes: {
    conversationId: { type: "string", required: true },
    turnId: { type: "string", required: true },
    /** The last 8 characters of the `runId`. */
    run: { type: "string", required: true },
    seq: { type: "number", required: true, padding: { length: 6, char: "0" } },
    /** `events` is the generator's; `stop` asks it to stop; after `seal` it appends nothing more. */
    kind: { type: ["events", "stop", "seal"] as const, required: true },
    /** JSON of the events since the part before; absent if there are none. */
    events: { type: "string" },
    /** The lease of the run. The newest part's counts. */
    leaseUntil: { type: "string", required: true },
    expiresAt: { type: "number", required: true },
  },
  indexes: {
    primary: {
      pk: { field: table.primary.hashKey, composite: ["conversationId"], casing: "none" },
      sk: { field: table.primary.rangeKey, composite: ["turnId", "run", "seq"], casing: "none" },
    },
  },
} as const

export type Part = EntityItem<Entity<string, string, string, typeof partSchema>>
