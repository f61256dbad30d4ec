import type { Entity, EntityItem } from "electrodb"
import { table } from "./table.ts"

export const turnStatuses = ["streaming", "complete", "stopped", "interrupted", "failed"] as const
export type TurnStatus = (typeof turnStatuses)[number]
/** Why Parley itself ended an answer that the person did not stop. */
export const stopCauses = ["size", "steps", "budget", "time"] as const
export type StopCause = (typeof stopCauses)[number]
export type EndStatus = Exclude<TurnStatus, "streaming">

/** One user message and its answer. Access pattern: one by its owner and the id that the client made. */
export const turnSchema = {
  model: { entity: "turn", version: "1", service: "parley" },
  attributes: {
    owner: { type: "string", required: true },
    turnId: { type: "string", required: true },
    /** New for each run of the turn: tells the writes of one run from those of another. */
    runId: { type: "string", required: true },
    /** It failed and was restarted: the text that a reader holds may belong to the failed run. */
    begunAgain: { type: "boolean" },
    conversationId: { type: "string", required: true },
    /** The turn that this one follows, or `root`. Absent: a version without a tree began it. */
    parentTurnId: { type: "string" },
    /** It continues the answer of its parent: `userMessageId` names no message. */
    continues: { type: "boolean" },
    userMessageId: { type: "string", required: true },
    messageId: { type: "string", required: true },
    modelId: { type: "string", required: true },
    createdAt: { type: "string", required: true },
    requestHash: { type: "string", required: true },
    status: { type: turnStatuses, required: true },
    /** The answer so far, of versions without an answer log. */
    text: { type: "string" },
    /**
     * The lease of the run's begin; the parts of its log hold the later ones. Absent if the generator is of a version without an answer log.
     */
    firstLeaseUntil: { type: "string" },
    /**
     * When the generator's function ends: versions without an answer log end the turn after it, and do not know the log. Their own generators
     * renew this time as the lease.
     */
    leaseUntil: { type: "string", required: true },
    /** Set by versions without an answer log. */
    stopRequested: { type: "boolean" },
    /**
     * The reservation of this run: the same items and the same day are settled. Address and network are hashes, and removed at the end of
     * the turn.
     */
    reserved: {
      type: "map",
      required: true,
      properties: {
        nanoDollars: { type: "number", required: true },
        /** The model call that it pays for, from 1; absent: the first one. */
        step: { type: "number" },
        day: { type: "string", required: true },
        address: { type: "string" },
        network: { type: "string" },
        shard: { type: "number", required: true },
        /** Whether it counts with the visitors' and with the newcomers' share of the stage's budget. */
        isVisitor: { type: "boolean" },
        isNewcomer: { type: "boolean" },
      },
    },
    /** The model calls that have ended, and their number, which conditions compare. */
    steps: {
      type: "list",
      items: {
        type: "map",
        properties: {
          modelId: { type: "string", required: true },
          /** Absent if the model reported none. */
          usage: {
            type: "map",
            properties: {
              inputTokens: { type: "number", required: true },
              outputTokens: { type: "number", required: true },
              cacheReadInputTokens: { type: "number", required: true },
              cacheWriteInputTokens: { type: "number", required: true },
            },
          },
          /** Nano-dollars; an upper bound without a report. */
          cost: { type: "number", required: true },
          stopReason: { type: "string", required: true },
          /** Where it ends in the content: the index of its last block, and the length of the text there. */
          end: { type: "list", required: true, items: { type: "number" } },
        },
      },
    },
    stepCount: { type: "number" },
    /** Nano-dollars of the steps before the one that `reserved` pays for. */
    settled: { type: "number" },
    error: {
      type: "map",
      properties: { code: { type: "string", required: true }, retryable: { type: "boolean", required: true } },
    },
    expiresAt: { type: "number", required: true },
  },
  indexes: {
    primary: {
      pk: { field: table.primary.hashKey, composite: ["owner"], casing: "none" },
      sk: { field: table.primary.rangeKey, composite: ["turnId"], casing: "none" },
    },
  },
} as const

export type Turn = EntityItem<Entity<string, string, string, typeof turnSchema>>
