import type { ErrorCode } from "./visible-error.ts"

export type ModelErrorCode = Extract<ErrorCode, "model.failed" | "model.throttled" | "model.timeout">

/** A model call that did not bring a whole answer. */
export class ModelError extends Error {
  override readonly name = "ModelError"
  readonly code: ModelErrorCode
  /** Whether Bedrock may charge for it: true as soon as it has taken the request, or when that is not known. */
  readonly billed: boolean
  constructor(code: ModelErrorCode, message: string, { billed, cause }: { billed: boolean; cause?: unknown }) {
    super(message, { cause })
    this.code = code
    this.billed = billed
  }
}

const busy = new Set(["ThrottlingException", "ModelNotReadyException", "ServiceUnavailableException", "ServiceQuotaExceededException"])
const slow = new Set(["ModelTimeoutException", "TimeoutError"])

/**
 * Sorts what the SDK throws (Bedrock API reference, ConverseStream, errors). Before the stream, an answer with an HTTP status means that
 * Bedrock refused the request and charges nothing; without one nobody knows.
 */
export function modelErrorFrom(error: unknown, streaming: boolean): ModelError {
  const name = error instanceof Error ? error.name : ""
  const billed = streaming || !isRefusal(error)
  if (busy.has(name)) return new ModelError("model.throttled", "The model is busy just now.", { billed, cause: error })
  if (slow.has(name)) return new ModelError("model.timeout", "The model took too long to answer.", { billed, cause: error })
  const message = streaming ? "The model's answer broke off." : "The model could not take the request."
  return new ModelError("model.failed", message, { billed, cause: error })
}

/** Whether the SDK threw this for an answer with an HTTP error status, and not for a connection that broke or a body that it could not read. */
export function isRefusal(error: unknown): boolean {
  if (typeof error !== "object" || error === null || !("$metadata" in error)) return false
  const { httpStatusCode } = error.$metadata as { httpStatusCode?: number }
  return httpStatusCode !== undefined && httpStatusCode >= 400
}
