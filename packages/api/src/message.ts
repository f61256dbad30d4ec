import * as v from "valibot"
import { block } from "./block.ts"
import { answerCost, code, time, tokenUsage } from "./fields.ts"

/**
 * Why Parley itself ended an answer that the person did not stop. `size`: it is as long as a message can be. Before a further model call: `steps`, `budget`
 * and `time` have no room for it.
 */
export const stopCause = v.picklist(["size", "steps", "budget", "time"])

/** Of an answer. */
export const historyFrom = v.pipe(v.string(), v.description("The first turn that the model got, if it did not get the whole path."))

export const message = v.strictObject({
  messageId: v.string(),
  turnId: v.string(),
  /** The turn before this one; `null` for a first turn. Absent only outside of a conversation's messages, if an earlier version stored it. */
  parentTurnId: v.optional(v.nullable(v.string())),
  /** Of an answer without a question, which continues the answer of `parentTurnId`. */
  continues: v.optional(v.literal(true)),
  /** The turn that continues this answer, which was cut off. */
  continuedBy: v.optional(v.string()),
  role: v.picklist(["user", "assistant"]),
  content: v.array(block),
  status: v.picklist(["complete", "stopped", "interrupted", "failed"]),
  createdAt: time,
  stopReason: v.optional(v.string()),
  historyFrom: v.optional(historyFrom),
  reason: v.optional(stopCause),
  usage: v.optional(tokenUsage),
  cost: v.optional(answerCost),
  error: v.optional(v.strictObject({ code, retryable: v.boolean() })),
  feedback: v.optional(v.strictObject({ rating: v.picklist(["up", "down"]), comment: v.optional(v.string()) })),
})
export type Message = v.InferOutput<typeof message>
/** A person's rating of an answer. */
export type Feedback = NonNullable<Message["feedback"]>
