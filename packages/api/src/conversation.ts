import { plainTitle } from "@parley/core/conversation/title.ts"
import { hasVisibleText } from "@parley/core/visible-text.ts"
import * as v from "valibot"
import { block } from "./block.ts"
import { count, time } from "./fields.ts"
import { message } from "./message.ts"

export const newTitle = v.strictObject({
  title: v.pipe(
    v.string(),
    v.trim(),
    v.nonEmpty("must not be blank"),
    v.maxLength(200),
    v.check(hasVisibleText, "must not be blank"),
    v.transform(plainTitle),
  ),
})

export const conversation = v.strictObject({
  conversationId: v.string(),
  title: v.string(),
  modelId: v.string(),
  createdAt: time,
  updatedAt: time,
  messageCount: count,
})
export type Conversation = v.InferOutput<typeof conversation>

export const conversationList = v.strictObject({ conversations: v.array(conversation), cursor: v.optional(v.string()) })
export type ConversationList = v.InferOutput<typeof conversationList>

export const openedConversation = v.strictObject({
  conversation,
  messages: v.array(message),
  turn: v.optional(
    v.strictObject({
      turnId: v.string(),
      messageId: v.string(),
      status: v.literal("streaming"),
      /** The answer so far. `after` in a POST of the turn gets what follows. */
      content: v.array(block),
      after: v.string(),
      /** The texts of `content`, for callers that read no blocks. */
      text: v.string(),
      createdAt: time,
    }),
  ),
  cursor: v.optional(v.string()),
})
export type OpenedConversation = v.InferOutput<typeof openedConversation>

export const adoptable = v.strictObject({ conversations: count })

/**
 * How many of a visitor's conversations moved to the signed-in user. `busy` counts those with a running turn. `left`: more remain for the
 * next call.
 */
export const adoption = v.strictObject({ adopted: count, busy: count, left: v.boolean() })
export type Adoption = v.InferOutput<typeof adoption>
