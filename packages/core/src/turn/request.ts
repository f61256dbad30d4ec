import * as v from "valibot"
import { content } from "../content.ts"
import { idPattern, newTurnId } from "../ids.ts"

/** Far above the length of any answer, in UTF-16 code units. */
export const maxAfter = 10_000_000

const turnId = v.pipe(v.string(), v.regex(idPattern("turn"), "must be trn_ and a ULID"))
const conversationId = v.pipe(v.string(), v.regex(idPattern("conversation"), "must be cnv_ and a ULID"))

/** The body of `POST /chat`. Unknown keys are refused, so nobody sets what the server owns: system prompt, limits, history. */
export const turnRequest = v.strictObject({
  turnId: v.optional(turnId),
  conversationId: v.optional(conversationId),
  content,
  modelId: v.optional(v.pipe(v.string(), v.maxLength(200))),
  after: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(maxAfter))),
  replaces: v.optional(turnId),
})

type TurnBody = v.InferOutput<typeof turnRequest>
export type TurnRequest = TurnBody & { turnId: string; after: number }

/**
 * A client that makes no id cannot retry safely, but is served.
 * @param lastEventId what the caller already holds, if the body has no `after`: the id of the last delta
 */
export const asTurnRequest = (body: TurnBody, lastEventId = 0): TurnRequest => ({
  ...body,
  turnId: body.turnId ?? newTurnId(),
  after: body.after ?? lastEventId,
})
