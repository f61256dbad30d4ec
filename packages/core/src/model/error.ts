import type { ErrorCode } from "../visible-error.ts"

export type ModelErrorCode = Extract<ErrorCode, `model.${string}`>

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

// Bedrock API reference, Converse and ConverseStream (errors) and common errors. The names that are left go by their status.
const codes: Record<string, ModelErrorCode> = {
  ThrottlingException: "model.throttled",
  ModelNotReadyException: "model.throttled",
  ServiceUnavailableException: "model.throttled",
  ServiceQuotaExceededException: "model.throttled",
  ModelTimeoutException: "model.timeout",
  RequestTimeoutException: "model.timeout",
  TimeoutError: "model.timeout",
  InternalServerException: "model.failed",
  ModelErrorException: "model.failed",
  ModelStreamErrorException: "model.failed",
  RequestAbortedException: "model.failed",
  AccessDeniedException: "model.refused",
  ResourceNotFoundException: "model.refused",
  ValidationException: "model.refused",
}
/** The SDK found no credentials: nothing was sent. */
const unsent = new Set(["CredentialsProviderError", "TokenProviderError"])

const wordsOf: Partial<Record<ModelErrorCode, string>> = {
  "model.throttled": "The model is busy.",
  "model.timeout": "The model took too long to answer.",
  "model.refused": "Bedrock refused the request for good.",
}

/**
 * Sorts what the SDK throws (Bedrock API reference, ConverseStream, errors). `model.refused` is final: the same request fails until the
 * account, the role or the settings change. Before the stream, an answer with an HTTP status means that Bedrock refused the request and
 * charges nothing; without one nobody knows.
 */
export function modelErrorFrom(error: unknown, streaming: boolean): ModelError {
  const name = error instanceof Error ? error.name : ""
  const status = streaming ? undefined : refusalStatus(error)
  const isUnsent = unsent.has(name)
  const code = isUnsent ? "model.refused" : (codes[name] ?? codeOfStatus(status))
  const message = wordsOf[code] ?? (streaming ? "The model's answer broke off." : "The model could not take the request.")
  return new ModelError(code, message, { billed: status === undefined && !isUnsent, cause: error })
}

const codeOfStatus = (status = 0): ModelErrorCode => (status >= 400 && status < 500 ? "model.refused" : "model.failed")

/** Whether the SDK threw this for an answer with an HTTP error status, and not for a connection that broke or a body that it could not read. */
export const isRefusal = (error: unknown): boolean => refusalStatus(error) !== undefined

function refusalStatus(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("$metadata" in error)) return undefined
  const { httpStatusCode } = error.$metadata as { httpStatusCode?: number }
  return httpStatusCode !== undefined && httpStatusCode >= 400 ? httpStatusCode : undefined
}
