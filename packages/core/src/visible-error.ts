/** Every code a caller can meet, with its title and whether the same request may succeed later. */
export const errorCodes = {
  "body.invalid": { title: "The request is not valid", retryable: false },
  "auth.required": { title: "Sign in first", retryable: false },
  "auth.forbidden": { title: "Not allowed", retryable: false },
  "conversation.missing": { title: "Conversation not found", retryable: false },
  "turn.missing": { title: "Turn not found", retryable: false },
  "message.missing": { title: "Message not found", retryable: false },
  "route.missing": { title: "Route not found", retryable: false },
  "turn.busy": { title: "Another answer of this conversation is still being written", retryable: true },
  "turn.continued": { title: "This answer was already continued", retryable: false },
  "versions.exceeded": { title: "This message has too many versions", retryable: false },
  "body.tooLarge": { title: "The request is too large", retryable: false },
  "body.notJson": { title: "The request must be JSON", retryable: false },
  "turn.mismatch": { title: "This turnId was already used for different content", retryable: false },
  "rate.exceeded": { title: "Too many requests", retryable: true },
  "budget.exhausted": { title: "The budget is used up", retryable: true },
  internal: { title: "Something went wrong on our side", retryable: true },
  "model.failed": { title: "The model could not answer", retryable: true },
  "model.refused": { title: "The model refused the request", retryable: false },
  "model.limit": { title: "The length limit was reached before any text", retryable: false },
  "model.filtered": { title: "The model's safety filter blocked the answer", retryable: false },
  "model.empty": { title: "The model's answer was empty", retryable: true },
  "model.throttled": { title: "The model is busy", retryable: true },
  "auth.unavailable": { title: "Sign-in cannot be checked", retryable: true },
  "store.unavailable": { title: "The conversation store is not available", retryable: true },
  /** The gateway's own: no function took the request, or it ended without an answer. */
  "service.unavailable": { title: "The service is not available", retryable: true },
  "model.timeout": { title: "The model took too long", retryable: true },
  /** Only as a stream's `error` event: the turn goes on, and the same POST with `after` gets the rest. */
  "turn.follow": { title: "The answer is still being written", retryable: true },
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
