import { exportFormats } from "@parley/core/conversation/export.ts"
import * as v from "valibot"
import { time } from "./fields.ts"
import { message } from "./message.ts"
import { dayOfUse } from "./usage.ts"

const after = v.optional(v.pipe(v.string(), v.maxLength(500), v.description("The `next` value of the previous part.")))

export const exportAllQuery = v.object({ after })

export const exportQuery = v.object({
  after,
  format: v.optional(
    v.pipe(
      v.picklist(exportFormats),
      v.description("The format of the document."),
      v.metadata({ jsonSchema: { type: "string", enum: ["markdown", "json"], default: "markdown" } }),
    ),
    "markdown",
  ),
})

const exportedMessage = v.strictObject({
  ...message.entries,
  /** Whether the message is on the shown path. */
  shown: v.boolean(),
})

const conversationInPart = v.strictObject({
  conversationId: v.string(),
  title: v.string(),
  modelId: v.string(),
  createdAt: time,
  updatedAt: time,
  /** Of all versions, in the order of time. */
  messages: v.array(exportedMessage),
  complete: v.boolean(),
})

export const exportedConversation = v.strictObject({ ...conversationInPart.entries, next: v.optional(v.string()) })

export const exportedEverything = v.strictObject({
  exportedAt: time,
  part: v.pipe(v.number(), v.integer(), v.minValue(1)),
  conversations: v.array(conversationInPart),
  complete: v.boolean(),
  usage: v.optional(v.array(dayOfUse)),
  next: v.optional(v.string()),
})
