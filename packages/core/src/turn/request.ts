import * as v from "valibot"
import { content } from "../content.ts"
import { idPattern, newTurnId } from "../ids.ts"

const turnId = v.pipe(v.string(), v.regex(idPattern("turn"), "must be trn_ and a ULID"))
const conversationId = v.pipe(v.string(), v.regex(idPattern("conversation"), "must be cnv_ and a ULID"))

/** The body of `POST /chat`. Unknown keys are refused, so nobody sets what the server owns: system prompt, limits, history. */
export const turnRequest = v.strictObject({
  turnId: v.optional(turnId),
  conversationId: v.optional(conversationId),
  content,
  modelId: v.optional(v.pipe(v.string(), v.maxLength(200))),
  after: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000_000)), 0),
  replaces: v.optional(turnId),
})

export type TurnRequest = v.InferOutput<typeof turnRequest> & { turnId: string }

/** A client that makes no id cannot retry safely, but is served. */
export const withTurnId = (body: v.InferOutput<typeof turnRequest>): TurnRequest => ({ ...body, turnId: body.turnId ?? newTurnId() })
