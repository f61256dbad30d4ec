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
    /** The turn that holds the conversation's only slot; absent: free. */
    activeTurnId: { type: "string" },
    /** The only turn that may be replaced. */
    lastTurnId: { type: "string", required: true },
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
