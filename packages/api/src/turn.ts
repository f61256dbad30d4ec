import { maxTextCharacters } from "@parley/core/content.ts"
import { idPattern } from "@parley/core/ids.ts"
import { textOf } from "@parley/core/text.ts"
import { positionOf } from "@parley/core/turn/position.ts"
import { hasVisibleText } from "@parley/core/visible-text.ts"
import * as v from "valibot"
import { block } from "./block.ts"
import { answerCost, code, count, time, tokenUsage } from "./fields.ts"
import { historyFrom, message, stopCause } from "./message.ts"

/** In UTF-16 code units. No answer comes near this length. */
export const maxAfter = 10_000_000
const length = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(maxAfter))
const eventId = v.pipe(
  v.string(),
  v.maxLength(64),
  v.check((id) => positionOf(id) !== undefined, "must be the id of an event"),
)

export const turnId = v.pipe(v.string(), v.regex(idPattern("turn"), "must be trn_ and a ULID"))
export const conversationId = v.pipe(v.string(), v.regex(idPattern("conversation"), "must be cnv_ and a ULID"))

const textBlock = v.strictObject(
  {
    text: v.pipe(
      v.string(),
      v.check(hasVisibleText, "must not be blank"),
      v.check((text) => text.isWellFormed(), "must be well-formed Unicode"),
    ),
  },
  "must be a text block: a message can hold no other kind yet",
)

/** A user message: a list of text blocks, as in Bedrock's Converse. */
export const content = v.pipe(
  v.array(textBlock),
  v.minLength(1, "must hold at least one text"),
  v.maxLength(16, "must hold at most 16 texts"),
  v.check(
    (blocks) => textOf(blocks).length <= maxTextCharacters,
    // Created on first use: formatting the first number of a process loads its locale, which costs 20 ms of a cold start.
    () => `must be at most ${maxTextCharacters.toLocaleString("en")} characters in all`,
  ),
)

const parentTurnId = v.pipe(
  v.nullable(turnId),
  v.description(
    "The turn that this one follows; `null` for a first turn. Absent: the shown leaf. Turns with the same parent are versions.",
  ),
)

/** The body of `POST /chat`. Unknown keys are refused: a client must not set the system prompt, the limits or the history. */
export const turnRequest = v.pipe(
  v.strictObject({
    turnId: v.optional(turnId),
    conversationId: v.optional(conversationId),
    parentTurnId: v.optional(parentTurnId),
    content: v.optional(content),
    continues: v.optional(
      v.pipe(v.literal(true), v.description("Continues the answer of `parentTurnId`, which was cut off. Without `content`.")),
    ),
    modelId: v.optional(v.pipe(v.string(), v.maxLength(200))),
    historyTokens: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(0),
        v.description("The most tokens of the history that the turn pays for. Absent or larger than the site's limit: the limit."),
      ),
    ),
    /** The caller's position: the `id` of the last event. A length asks for the text alone. */
    after: v.optional(v.union([eventId, length])),
    /** Of pages of the version before: a version of that turn. */
    replaces: v.optional(v.pipe(turnId, v.description("Deprecated: a further version of that turn. Send its `parentTurnId` instead."))),
  }),
  v.forward(
    v.check(({ content, continues }) => continues || content !== undefined, "is missing"),
    ["content"],
  ),
  v.forward(
    v.check(({ content, continues }) => !continues || content === undefined, "must be absent with continues"),
    ["content"],
  ),
  v.forward(
    v.check(
      ({ continues, conversationId, parentTurnId }) => !continues || (conversationId !== undefined && typeof parentTurnId === "string"),
      "needs conversationId and parentTurnId",
    ),
    ["continues"],
  ),
)
export type TurnBody = v.InferOutput<typeof turnRequest>

export const answeredTurn = v.strictObject({
  turnId: v.string(),
  conversationId: v.string(),
  status: v.picklist(["complete", "stopped", "interrupted"]),
  message,
  stopReason: v.optional(v.string()),
  reason: v.optional(stopCause),
  usage: v.optional(tokenUsage),
  cost: v.optional(answerCost),
  error: v.optional(v.strictObject({ code, retryable: v.boolean() })),
})
export const runningTurn = v.strictObject({
  conversationId: v.string(),
  turnId: v.string(),
  status: v.literal("streaming"),
  retryAfter: count,
})
export const stoppedTurn = v.strictObject({ turnId: v.string() })

const turnStatus = v.picklist(["streaming", "complete", "stopped", "interrupted", "failed"])
export type TurnStatus = v.InferOutput<typeof turnStatus>

const blockChange = v.strictObject({ index: count, block })

/** The data of each server-sent event of a turn. */
export const streamEvents = {
  turn: v.strictObject({
    turnId: v.string(),
    conversationId: v.string(),
    userMessageId: v.string(),
    messageId: v.string(),
    modelId: v.string(),
    createdAt: time,
    status: turnStatus,
  }),
  block: blockChange,
  delta: v.strictObject({ index: count, text: v.string() }),
  update: blockChange,
  done: v.strictObject({
    status: v.picklist(["complete", "stopped"]),
    stopReason: v.string(),
    reason: v.optional(stopCause),
    historyFrom: v.optional(historyFrom),
    usage: tokenUsage,
    cost: answerCost,
    length: count,
    saved: v.literal(true),
  }),
  error: v.strictObject({
    code,
    message: v.string(),
    retryable: v.boolean(),
    retryAfter: v.optional(count),
    status: v.picklist(["interrupted", "failed"]),
    length: count,
  }),
}
export type StreamEventData = { [Name in keyof typeof streamEvents]: v.InferOutput<(typeof streamEvents)[Name]> }
