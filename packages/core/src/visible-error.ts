/** Every code a caller can meet, with its HTTP status and whether the same request may succeed later. */
export const errorCodes = {
  "body.invalid": { status: 400, title: "The request is not valid", retryable: false },
  "auth.required": { status: 401, title: "Sign in first", retryable: false },
  "auth.forbidden": { status: 403, title: "Not allowed", retryable: false },
  "conversation.missing": { status: 404, title: "There is no such conversation", retryable: false },
  "turn.missing": { status: 404, title: "There is no such turn", retryable: false },
  "message.missing": { status: 404, title: "There is no such message", retryable: false },
  "route.missing": { status: 404, title: "There is nothing at this address", retryable: false },
  "turn.busy": { status: 409, title: "Another answer of this conversation is still being written", retryable: true },
  "turn.notLast": { status: 409, title: "Only the last turn of a conversation can be replaced", retryable: false },
  "body.tooLarge": { status: 413, title: "The request is too large", retryable: false },
  "body.notJson": { status: 415, title: "The request must be JSON", retryable: false },
  "turn.mismatch": { status: 422, title: "This turn was taken with other content", retryable: false },
  "rate.exceeded": { status: 429, title: "Too many requests", retryable: true },
  "budget.exhausted": { status: 429, title: "The budget is used up", retryable: true },
  internal: { status: 500, title: "Something went wrong on our side", retryable: true },
  "model.failed": { status: 502, title: "The model could not answer", retryable: true },
  "model.refused": { status: 502, title: "The model refused the request", retryable: false },
  "model.limit": { status: 502, title: "The length limit was reached before any text", retryable: false },
  "model.filtered": { status: 502, title: "The model's safety filter blocked the answer", retryable: false },
  "model.empty": { status: 502, title: "The model's answer was empty", retryable: true },
  "model.throttled": { status: 503, title: "The model is busy", retryable: true },
  "auth.unavailable": { status: 503, title: "Sign-in cannot be checked", retryable: true },
  "store.unavailable": { status: 503, title: "The conversation store is not available", retryable: true },
  /** The gateway's own: no function took the request, or it ended without an answer. */
  "service.unavailable": { status: 503, title: "The service is not available", retryable: true },
  "model.timeout": { status: 504, title: "The model took too long", retryable: true },
  /** Only as a stream's `error` event: the turn goes on, and the same POST with `after` gets the rest. */
  "turn.follow": { status: 503, title: "The answer is still being written", retryable: true },
} as const

export type ErrorCode = keyof typeof errorCodes

/** More members of a problem answer: the seconds to wait, the running turn's id, the limit that was met. */
export type ErrorExtras = {
  retryAfter?: number
  turnId?: string
  scope?: string
  limit?: number
  used?: number
  resetAt?: string
}

/** The only error whose text reaches a caller. Everything else is logged and answered as `internal`. */
export class VisibleError extends Error {
  readonly code: ErrorCode
  readonly extras: ErrorExtras
  constructor(code: ErrorCode, detail: string, extras: ErrorExtras = {}, options?: ErrorOptions) {
    super(detail, options)
    this.name = "VisibleError"
    this.code = code
    this.extras = extras
  }
}
