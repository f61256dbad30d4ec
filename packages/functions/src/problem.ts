import { statusOf } from "@parley/api/status.ts"
import { errorCodes, VisibleError } from "@parley/core/visible-error.ts"
import type { Answer } from "./answer.ts"

/** An error as a caller sees it (RFC 9457): the text of a `VisibleError`, and `internal` for any other error. */
export function problem(error: unknown, requestId: string): Answer {
  const visible =
    error instanceof VisibleError
      ? error
      : new VisibleError("internal", "An internal error occurred. Try again. If it happens again, report the request id.")
  const status = statusOf[visible.code]
  const { title } = errorCodes[visible.code]
  const { retryAfter } = visible.extras
  const body = { type: "about:blank", title, status, detail: visible.message, code: visible.code, requestId, ...visible.extras }
  return {
    status,
    headers: {
      "content-type": "application/problem+json; charset=utf-8",
      // The scheme to try (RFC 9110 §11.6.1); API Gateway passes it on as x-amzn-remapped-www-authenticate.
      ...(status === 401 && { "www-authenticate": "Bearer" }),
      ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }),
    },
    body: JSON.stringify(body),
  }
}

/**
 * Errors of the table's client mean that the table is unavailable, except refusals of a malformed request, which are bugs of ours. Errors of ElectroDB
 * wrap the SDK's; both carry the service's metadata or are about the connection.
 */
export function asVisible(error: unknown): unknown {
  return isStoreError(error)
    ? new VisibleError("store.unavailable", "The database is unavailable. Try again in a moment.", { retryAfter: 5 }, { cause: error })
    : error
}

const malformedRequest = new Set(["SerializationException", "ValidationException"])
const connectionErrors = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EPIPE", "ETIMEDOUT", "EAI_AGAIN"])

function isStoreError(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof VisibleError) return false
  if ([error, error.cause].some((e) => e instanceof Error && malformedRequest.has(e.name))) return false
  if (error.name === "ElectroError" || error.name === "ConflictError" || error.name === "TimeoutError" || "$metadata" in error) return true
  return "code" in error && connectionErrors.has(String(error.code))
}
