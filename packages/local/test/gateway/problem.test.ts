import { fixtureFunctions, startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { maxBodyBytes } from "../../src/gateway/gateway.ts"

let stage: TestStage
beforeAll(async () => {
  stage = await startTestStage({ functions: fixtureFunctions() })
})
beforeEach(() => {
  stage.said.length = 0
})
afterAll(() => stage?.stop())

async function problemOf(answer: Response) {
  expect(answer.headers.get("content-type")).toBe("application/problem+json")
  expect(answer.headers.get("cache-control")).toBe("no-store")
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff")
  const { requestId, ...problem } = (await answer.json()) as { requestId: string; status: number }
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/)
  expect(answer.headers.get("x-request-id")).toBe(requestId)
  expect(answer.status).toBe(problem.status)
  return problem
}

const unavailable = {
  type: "about:blank",
  title: "The service is not available",
  status: 503,
  detail: "The request could not be handled. Try again.",
  code: "service.unavailable",
  retryAfter: 5,
}

const chat = (body: string, path = "chat") => fetch(`${stage.url}/api/${path}`, { method: "POST", body })

describe("the gateway's own errors are problems:", () => {
  test.each([
    ["an unknown route", "GET", "nothing"],
    ["the API's root", "GET", ""],
    ["an unknown method", "DELETE", "chat"],
  ])("404 for %s", async (_what, method, path) => {
    expect(await problemOf(await fetch(`${stage.url}/api/${path}`, { method }))).toEqual({
      type: "about:blank",
      title: "Route not found",
      status: 404,
      detail: "Unknown route or method.",
      code: "route.missing",
    })
  })

  test("400 for a URL that cannot be decoded", async () => {
    expect(await problemOf(await fetch(`${stage.url}/api/conversations/%E0%A4%A`))).toMatchObject({ status: 400, code: "body.invalid" })
  })

  test("413 for a body over 10 MB, by Content-Length or by count", async () => {
    const expected = {
      type: "about:blank",
      title: "The request is too large",
      status: 413,
      detail: "The request is larger than the gateway accepts.",
      code: "body.tooLarge",
    }
    expect(await problemOf(await chat("x".repeat(maxBodyBytes + 1)))).toEqual(expected)
    const untold = new Blob(["x".repeat(maxBodyBytes + 1)]).stream()
    const request = { method: "POST", body: untold, duplex: "half" as const }
    expect(await problemOf(await fetch(`${stage.url}/api/chat`, request))).toEqual(expected)
  })

  test("a body of exactly 10 MB is accepted", async () => {
    expect((await chat("x".repeat(maxBodyBytes))).status).toBe(200)
  })

  test("429 with Retry-After once the stage is throttled", async () => {
    const throttled = await startTestStage({ functions: fixtureFunctions(), throttle: { burst: 3, perSecond: 0.001 } })
    for (let i = 0; i < 3; i++) expect((await fetch(`${throttled.url}/api/health`)).status).toBe(200)
    const answer = await fetch(`${throttled.url}/api/health`)
    await throttled.stop()
    expect(answer.headers.get("retry-after")).toBe("1")
    expect(await problemOf(answer)).toEqual({
      type: "about:blank",
      title: "Too many requests",
      status: 429,
      detail: "Too many requests at once. Try again in a moment.",
      code: "rate.exceeded",
      retryAfter: 1,
    })
  })

  test.each(["throwEarly", "crash", "unfinished", "endOnly", "endWithText", "noPrelude", "numberHeader", "badHeader"])(
    "503 with Retry-After, without the cause, for an invalid function response: %s",
    async (behaviour) => {
      const answer = await chat(JSON.stringify({ do: behaviour }))
      expect(answer.headers.get("retry-after")).toBe("5")
      expect(await problemOf(answer)).toEqual(unavailable)
      await expect.poll(() => stage.said.join("\n"), { timeout: 5_000 }).toMatch(/^chat [0-9a-f-]{36}/m)
    },
  )
})

describe("a function at its reserved concurrency", () => {
  let busy: TestStage
  beforeAll(async () => {
    busy = await startTestStage({ functions: fixtureFunctions(20, 1) })
  })
  afterAll(() => busy?.stop())

  const ask = (behaviour: string) => fetch(`${busy.url}/api/chat`, { method: "POST", body: JSON.stringify({ do: behaviour }) })

  test("refuses one more request with 503 and Retry-After, as API Gateway does when Lambda throttles, and answers the next", async () => {
    const [first, second] = await Promise.all([ask("stream"), ask("stream")])
    const [running, refused] = first.status === 201 ? [first, second] : [second, first]
    expect(refused.headers.get("retry-after")).toBe("5")
    expect(await problemOf(refused)).toEqual(unavailable)
    expect(busy.said.join("\n")).toMatch(/throttled, 1 invocations are running/)
    expect([running.status, await running.text()]).toEqual([201, "onetwothree"])
    await expect.poll(async () => (await ask("pid")).status).toBe(200)
  })

  test("does not block the other function", async () => {
    const running = ask("stream")
    expect((await fetch(`${busy.url}/api/health`)).status).toBe(200)
    expect((await running).status).toBe(201)
  })
})
