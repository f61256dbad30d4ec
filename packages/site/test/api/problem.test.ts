import { statusOf } from "@parley/api/status.ts"
import { type ErrorCode, errorCodes } from "@parley/core/visible-error.ts"
import { describe, expect, test } from "vitest"
import { readProblem } from "../../src/api/problem.ts"

const answer = (status: number, body: string, headers: Record<string, string> = {}) => new Response(body, { status, headers })

describe("a problem is read from any answer that is not ok", () => {
  test("with its code and the time to wait", async () => {
    const body = JSON.stringify({ code: "budget.exhausted", retryAfter: 90, resetAt: "2026-11-23T00:00:00.000Z" })
    expect(await readProblem(answer(429, body))).toEqual({
      code: "budget.exhausted",
      retryable: true,
      retryAfter: 90,
      resetAt: "2026-11-23T00:00:00.000Z",
    })
  })

  test("the header tells the wait where the body does not", async () => {
    expect(await readProblem(answer(503, '{"code":"model.throttled"}', { "retry-after": "7" }))).toEqual({
      code: "model.throttled",
      retryable: true,
      retryAfter: 7,
    })
  })

  test("a request that is wrong stays wrong", async () => {
    expect(await readProblem(answer(422, '{"code":"turn.mismatch"}'))).toEqual({ code: "turn.mismatch", retryable: false })
  })

  test("a page of a proxy is internal", async () => {
    expect(await readProblem(answer(502, "<html>Bad gateway</html>"))).toEqual({ code: "internal", retryable: true })
  })
})

describe("every code of the API", () => {
  test.each(Object.entries(errorCodes))("%s can be tried again or not as the API says", async (code, { retryable }) => {
    const { retryable: read } = await readProblem(answer(statusOf[code as ErrorCode], JSON.stringify({ code })))
    // Signing in makes the same request succeed.
    expect(read).toBe(retryable || code === "auth.required")
  })
})
