import type { Entity, EntityItem } from "electrodb"
import { table } from "./table.ts"

const { primary, indexes } = table

/** A stored exchange of one owner. Access patterns: one by id, an owner's newest first. */
export const conversationSchema = {
  model: { entity: "conversation", version: "1", service: "parley" },
  attributes: {
    owner: { type: "string", required: true },
    conversationId: { type: "string", required: true },
    title: { type: "string", required: true },
    modelId: { type: "string", required: true },
    createdAt: { type: "string", required: true },
    updatedAt: { type: "string", required: true },
    messageCount: { type: "number", required: true },
    /** The leaf of the shown path, and the parent of a turn that names none. Nothing else depends on it. */
    lastTurnId: { type: "string", required: true },
    /** The turns that run, at most three, all with the same parent; absent: none. */
    running: { type: "set", items: "string" },
    runningParent: { type: "string" },
    runningCount: { type: "number" },
    /** The running turn of a version without a tree. */
    activeTurnId: { type: "string" },
    /** How many first turns there are. */
    firstTurns: { type: "number" },
    /** Every turn has a node. Absent: a version without a tree wrote it, and its first reader makes the nodes. */
    hasTree: { type: "boolean" },
    /** The turn whose path this conversation is a copy of, as `conversationId turnId`. */
    forkOf: { type: "string" },
    /** Set first by a deletion, so that one cut in the middle hides the rest and can be finished. */
    deletedAt: { type: "string" },
    expiresAt: { type: "number", required: true },
  },
  indexes: {
    primary: {
      pk: { field: primary.hashKey, composite: ["owner"], casing: "none" },
      sk: { field: primary.rangeKey, composite: ["conversationId"], casing: "none" },
    },
    byRecency: {
      index: "byRecency",
      pk: { field: indexes.byRecency.hashKey, composite: ["owner"], casing: "none" },
      sk: { field: indexes.byRecency.rangeKey, composite: ["updatedAt", "conversationId"], casing: "none" },
    },
  },
} as const

export type Conversation = EntityItem<Entity<string, string, string, typeof conversationSchema>>
