import type { ServerResponse } from "node:http"
import { statusOf } from "@parley/api/status.ts"
import { type ErrorCode, errorCodes } from "@parley/core/visible-error.ts"

/** Answers with an error of the gateway itself, in the format of the API's errors. */
export function answerProblem(
  response: ServerResponse,
  code: ErrorCode,
  detail: string,
  requestId: string,
  { retryAfter }: { retryAfter?: number } = {},
): void {
  const status = statusOf[code]
  const { title } = errorCodes[code]
  const problem = { type: "about:blank", title, status, detail, code, requestId, retryAfter }
  response.statusCode = status
  response.setHeader("content-type", "application/problem+json")
  response.setHeader("cache-control", "no-store")
  response.setHeader("x-request-id", requestId)
  if (retryAfter !== undefined) response.setHeader("retry-after", String(retryAfter))
  response.end(JSON.stringify(problem))
}
