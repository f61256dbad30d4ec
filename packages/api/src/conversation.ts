import { plainTitle } from "@parley/core/conversation/title.ts"
import { hasVisibleText } from "@parley/core/visible-text.ts"
import * as v from "valibot"
import { block } from "./block.ts"
import { count, time } from "./fields.ts"
import { message } from "./message.ts"
import { pageQuery } from "./query.ts"
import { conversationId, turnId } from "./turn.ts"

const title = v.pipe(
  v.string(),
  v.trim(),
  v.nonEmpty("must not be blank"),
  v.maxLength(200),
  v.check(hasVisibleText, "must not be blank"),
  v.transform(plainTitle),
)

/** The body that changes a conversation: its title, the version that is shown, or both. */
export const conversationChange = v.pipe(
  v.strictObject({
    title: v.optional(title),
    leafTurnId: v.optional(
      v.pipe(
        turnId,
        v.description("Shows the path through this turn, down to the newest turn that follows it. Allowed while a turn runs."),
      ),
    ),
  }),
  v.check(({ title: to, leafTurnId }) => to !== undefined || leafTurnId !== undefined, "must hold a title or a leafTurnId"),
)

/** The body that copies the shown path of a conversation into a new one. */
export const fork = v.strictObject({
  conversationId: v.pipe(conversationId, v.description("The id of the new conversation. Repeating the request gets the same answer.")),
  from: v.strictObject({
    conversationId,
    turnId: v.pipe(turnId, v.description("The last turn of the copy. The copy holds at most the newest 200 messages up to it.")),
  }),
})
export type Fork = v.InferOutput<typeof fork>

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

export const conversationQuery = v.object({
  ...pageQuery.entries,
  leafTurnId: v.optional(
    v.pipe(
      turnId,
      v.description("Reads the path through this turn instead of the shown one. Nothing is stored."),
      v.metadata({ jsonSchema: { type: "string" } }),
    ),
  ),
})

const turnInConversation = v.strictObject({
  turnId: v.string(),
  parentTurnId: v.nullable(v.string()),
  continues: v.optional(v.literal(true)),
  modelId: v.string(),
  messageId: v.string(),
  status: v.literal("streaming"),
  /** The answer so far. `after` in a POST of the turn gets what follows. */
  content: v.array(block),
  after: v.string(),
  /** The texts of `content`, for callers that read no blocks. */
  text: v.string(),
  createdAt: time,
})
export type TurnInConversation = v.InferOutput<typeof turnInConversation>

/**
 * The messages of one path through the conversation's tree of turns, oldest first. `cursor` leads to the messages before them on the same path.
 */
export const openedConversation = v.strictObject({
  conversation,
  messages: v.array(message),
  /** The last turn of the path. */
  leafTurnId: v.string(),
  /** For each turn of this page that has versions: the ids of all turns with the same parent, oldest first, itself included. */
  versions: v.record(v.string(), v.array(v.string())),
  /** Of each id in `versions`, a short hash of its question: versions with the same hash are answers to the same question. */
  questions: v.record(v.string(), v.string()),
  /** Every running turn of the conversation, also on other paths, with its text so far. At most three, all with the same parent. */
  turns: v.array(turnInConversation),
  /** The running turn at the end of the path, for pages of the version before. */
  turn: v.optional(turnInConversation),
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
