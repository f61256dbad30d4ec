import { bodySchemas as shapes } from "@parley/api/schemas.ts"
import { visitorAt } from "@parley/testing/stage/visitor.ts"
import * as v from "valibot"
import { expect } from "vitest"

/** Sends an invalid request and checks that the response is a problem in the documented format. */
export async function refusal(url: string, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await visitorAt(url).request(method, path, { body, headers })
  expect(response.headers.get("content-type")).toContain("application/problem+json")
  expect(response.headers.get("cache-control")).toBe("no-store")
  const problem = v.parse(shapes.problem, await response.json())
  expect(problem.status).toBe(response.status)
  expect(problem.requestId).toBe(response.headers.get("x-request-id"))
  return { status: response.status, code: problem.code, detail: problem.detail }
}
