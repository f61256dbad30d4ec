import { exportFormats } from "@parley/core/conversation/export.ts"
import * as v from "valibot"
import { time } from "./fields.ts"
import { message } from "./message.ts"
import { dayOfUse } from "./usage.ts"

export const exportQuery = v.object({
  format: v.optional(
    v.pipe(
      v.picklist(exportFormats),
      v.description("As what"),
      v.metadata({ jsonSchema: { type: "string", enum: ["markdown", "json"], default: "markdown" } }),
    ),
    "markdown",
  ),
})

export const exportedConversation = v.strictObject({
  conversationId: v.string(),
  title: v.string(),
  modelId: v.string(),
  createdAt: time,
  updatedAt: time,
  messages: v.array(message),
})

export const exportedEverything = v.strictObject({
  exportedAt: time,
  conversations: v.array(exportedConversation),
  usage: v.array(dayOfUse),
})
