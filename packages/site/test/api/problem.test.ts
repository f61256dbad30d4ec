import { statusOf } from "@parley/api/status.ts"
import { type ErrorCode, errorCodes } from "@parley/core/visible-error.ts"
import { describe, expect, test } from "vitest"
import { readProblem } from "../../src/api/problem.ts"

const answer = (status: number, body: string, headers: Record<string, string> = {}) => new Response(body, { status, headers })

describe("an error response is parsed into a problem", () => {
  test("has its code, `retryAfter` and `resetAt`", async () => {
    const body = JSON.stringify({ code: "budget.exhausted", retryAfter: 90, resetAt: "2026-11-23T00:00:00.000Z" })
    expect(await readProblem(answer(429, body))).toEqual({
      code: "budget.exhausted",
      retryable: true,
      retryAfter: 90,
      resetAt: "2026-11-23T00:00:00.000Z",
    })
  })

  test("takes `retryAfter` from the Retry-After header if the body has none", async () => {
    expect(await readProblem(answer(503, '{"code":"model.throttled"}', { "retry-after": "7" }))).toEqual({
      code: "model.throttled",
      retryable: true,
      retryAfter: 7,
    })
  })

  test("is not retryable if the request itself is wrong", async () => {
    expect(await readProblem(answer(422, '{"code":"turn.mismatch"}'))).toEqual({ code: "turn.mismatch", retryable: false })
  })

  test("has the code `internal` if the body is a proxy's HTML page", async () => {
    expect(await readProblem(answer(502, "<html>Bad gateway</html>"))).toEqual({ code: "internal", retryable: true })
  })
})

describe("every error code of the API", () => {
  test.each(Object.entries(errorCodes))("%s is retryable exactly if the API says so", async (code, { retryable }) => {
    const { retryable: read } = await readProblem(answer(statusOf[code as ErrorCode], JSON.stringify({ code })))
    // Signing in makes the same request succeed.
    expect(read).toBe(retryable || code === "auth.required")
  })
})
