import type { Entity, EntityItem } from "electrodb"
import { table } from "./table.ts"

/** The parent of a first turn. A conversation has several first turns if its first question has versions. */
export const root = "root"

/**
 * One turn in the tree of its conversation, without its texts. The nodes alone define the tree: reading, deleting, searching and exporting
 * find turns and messages through them. Access patterns: one by its turn, a conversation's newest first.
 */
export const nodeSchema = {
  model: { entity: "node", version: "1", service: "parley" },
  attributes: {
    conversationId: { type: "string", required: true },
    turnId: { type: "string", required: true },
    /** The turn that this one follows, or `root`. */
    parentTurnId: { type: "string", required: true },
    /** Absent for a turn without a question of its own. */
    userMessageId: { type: "string" },
    /** Of the answer. Made by the server when the turn begins, so it tells the order of turns. */
    messageId: { type: "string", required: true },
    /** See `questionHash`. */
    questionHash: { type: "string" },
    /** It continues the answer of its parent, and has no question. */
    continues: { type: "boolean" },
    /** The turn that continues its answer. */
    continuedBy: { type: "string" },
    /** How many turns follow it; absent: none. */
    children: { type: "number" },
    expiresAt: { type: "number", required: true },
  },
  indexes: {
    primary: {
      pk: { field: table.primary.hashKey, composite: ["conversationId"], casing: "none" },
      sk: { field: table.primary.rangeKey, composite: ["turnId"], casing: "none" },
    },
  },
} as const

export type TreeNode = EntityItem<Entity<string, string, string, typeof nodeSchema>>
