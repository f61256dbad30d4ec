import type { Entity, EntityItem } from "electrodb"
import { table } from "./table.ts"
import { stopCauses } from "./turn.ts"

/** One message of a conversation. Access patterns: a conversation's newest first, older ones page by page. */
export const messageSchema = {
  model: { entity: "message", version: "1", service: "parley" },
  attributes: {
    conversationId: { type: "string", required: true },
    /** A server-made monotonic ULID, so the sort key is the order of time. */
    messageId: { type: "string", required: true },
    turnId: { type: "string", required: true },
    /** The turn that its turn follows, or `root`. Absent: a version without a tree wrote it. */
    parentTurnId: { type: "string" },
    /** An answer without a question, which continues the answer of the parent. */
    continues: { type: "boolean" },
    /** The turns that this one replaced, of versions without a tree; they are deleted with it. */
    replacedTurnIds: { type: "list", items: { type: "string" } },
    role: { type: ["user", "assistant"] as const, required: true },
    /** See `StoredBlock`. */
    content: {
      type: "list",
      required: true,
      items: { type: "map", properties: { text: { type: "string" }, data: { type: "string" } } },
    },
    status: { type: ["complete", "stopped", "interrupted", "failed"] as const, required: true },
    createdAt: { type: "string", required: true },
    modelId: { type: "string" },
    stopReason: { type: "string" },
    reason: { type: stopCauses },
    usage: {
      type: "map",
      properties: {
        inputTokens: { type: "number", required: true },
        outputTokens: { type: "number", required: true },
        cacheReadInputTokens: { type: "number", required: true },
        cacheWriteInputTokens: { type: "number", required: true },
      },
    },
    /** Of an answer: where its path ends, in tokens from the root of the conversation. Recovered answers and those of earlier versions have none. */
    pathTokens: { type: "number" },
    /** Of an answer: the first turn that the model got, if it did not get all of the path. */
    historyFrom: { type: "string" },
    /** Nano-dollars. */
    cost: { type: "number" },
    /** The cost is an upper bound: a model call ended without a report. */
    estimated: { type: "boolean" },
    error: {
      type: "map",
      properties: { code: { type: "string", required: true }, retryable: { type: "boolean", required: true } },
    },
    feedback: {
      type: "map",
      properties: { rating: { type: ["up", "down"] as const, required: true }, comment: { type: "string" } },
    },
    expiresAt: { type: "number", required: true },
  },
  indexes: {
    primary: {
      pk: { field: table.primary.hashKey, composite: ["conversationId"], casing: "none" },
      sk: { field: table.primary.rangeKey, composite: ["messageId"], casing: "none" },
    },
  },
} as const

export type Message = EntityItem<Entity<string, string, string, typeof messageSchema>>
