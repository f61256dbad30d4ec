import type { Entity, EntityItem } from "electrodb"
import { table } from "./table.ts"

/** Money and turns of one scope on one UTC day, or the counters of one UTC minute. Access patterns: one day or minute, a scope's days in order. */
export const usageSchema = {
  model: { entity: "usage", version: "1", service: "parley" },
  attributes: {
    /** `visitor#<owner>`, `address#<hash>`, `network#<hash>` or `stage#<shard>`; `shards` for what a stage agrees on for a day; `minute#…` for the counters of a minute. */
    scope: { type: "string", required: true },
    /** `2026-11-22`, or the minute `2026-11-22T09:30`. */
    day: { type: "string", required: true },
    /** Nano-dollars spent or reserved: a limit is compared with this. */
    committed: { type: "number" },
    /** Nano-dollars of turns that have ended. */
    spent: { type: "number" },
    turns: { type: "number" },
    /** Calls other than turns, by weight; of a minute only. */
    requests: { type: "number" },
    inputTokens: { type: "number" },
    outputTokens: { type: "number" },
    cacheReadInputTokens: { type: "number" },
    cacheWriteInputTokens: { type: "number" },
    /** Of `committed`, what visitors who have not signed in, and of those what newcomers have; of a shard only. */
    visitors: { type: "number" },
    newcomers: { type: "number" },
    shards: { type: "number" },
    /** The key that the day's addresses are hashed with, in base64url. */
    addressKey: { type: "string" },
    expiresAt: { type: "number" },
  },
  indexes: {
    primary: {
      pk: { field: table.primary.hashKey, composite: ["scope"], casing: "none" },
      sk: { field: table.primary.rangeKey, composite: ["day"], casing: "none" },
    },
  },
} as const

export type Usage = EntityItem<Entity<string, string, string, typeof usageSchema>>
