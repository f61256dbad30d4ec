import { request as httpRequest } from "node:http"
import { fixtureFunctions, startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { afterAll, beforeAll, expect, test } from "vitest"

let stage: TestStage
beforeAll(async () => {
  stage = await startTestStage({ functions: fixtureFunctions() })
})
afterAll(() => stage.stop())

type Sent = { method: string; path: string; headers?: [string, string][]; body?: string | Buffer }

/** Sends a request unchanged, header names included, and returns the event that the function received. */
async function eventOf({ method, path, headers = [], body }: Sent) {
  return new Promise<Record<string, unknown> & { requestContext: Record<string, unknown> }>((resolve, reject) => {
    const request = httpRequest(`${stage.url}${path}`, { method, headers: headers.flat() }, (response) => {
      let text = ""
      response.setEncoding("utf8").on("data", (piece: string) => {
        text += piece
      })
      response.on("end", () => resolve(JSON.parse(text)))
    })
    request.on("error", reject)
    request.end(body)
  })
}

const host: [string, string] = ["host", "localhost"]

test("a request becomes a REST proxy event", async () => {
  const port = new URL(stage.url).port
  const { requestContext, ...event } = await eventOf({
    method: "PATCH",
    path: "/api/conversations/cnv%2F1?cursor=a%20b&limit=1&limit=2&flag",
    headers: [host, ["Content-Type", "application/json"], ["X-Twice", "one"], ["X-Twice", "two"]],
    body: '{"title":"ä"}',
  })
  expect(event).toEqual({
    resource: "/conversations/{conversationId}",
    path: "/conversations/cnv%2F1",
    httpMethod: "PATCH",
    headers: {
      host: "localhost",
      "Content-Type": "application/json",
      "X-Twice": "two",
      "X-Forwarded-For": "127.0.0.1",
      "X-Forwarded-Port": port,
      "X-Forwarded-Proto": "http",
      "x-viewer-address": "127.0.0.1",
    },
    multiValueHeaders: {
      host: ["localhost"],
      "Content-Type": ["application/json"],
      "X-Twice": ["one", "two"],
      "X-Forwarded-For": ["127.0.0.1"],
      "X-Forwarded-Port": [port],
      "X-Forwarded-Proto": ["http"],
      "x-viewer-address": ["127.0.0.1"],
    },
    queryStringParameters: { cursor: "a b", limit: "2", flag: "" },
    multiValueQueryStringParameters: { cursor: ["a b"], limit: ["1", "2"], flag: [""] },
    pathParameters: { conversationId: "cnv/1" },
    stageVariables: null,
    body: '{"title":"ä"}',
    isBase64Encoded: false,
  })
  expect(requestContext).toMatchObject({
    stage: "local",
    httpMethod: "PATCH",
    resourcePath: "/conversations/{conversationId}",
    identity: { sourceIp: "127.0.0.1", userAgent: null },
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
})

test("absent parts of a request are null in the event", async () => {
  const event = await eventOf({ method: "GET", path: "/api/config", headers: [host] })
  expect(event).toMatchObject({
    body: null,
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
  })
})

test("a caller cannot forge its address or scheme", async () => {
  const { headers } = await eventOf({
    method: "GET",
    path: "/api/config",
    headers: [host, ["X-Viewer-Address", "9.9.9.9"], ["x-forwarded-proto", "https"], ["X-FORWARDED-FOR", "9.9.9.9"]],
  })
  expect(headers).toEqual({
    host: "localhost",
    "X-Forwarded-For": "127.0.0.1",
    "X-Forwarded-Port": new URL(stage.url).port,
    "X-Forwarded-Proto": "http",
    "x-viewer-address": "127.0.0.1",
  })
})

test("a body becomes text, whatever its bytes are", async () => {
  const { body, isBase64Encoded } = await eventOf({ method: "POST", path: "/api/chat", headers: [host], body: Buffer.from([0x61, 0xff]) })
  expect({ body, isBase64Encoded }).toEqual({ body: "a\ufffd", isBase64Encoded: false })
})

test("each request has its own id", async () => {
  const get = () => eventOf({ method: "GET", path: "/api/config", headers: [host] })
  const [one, two] = await Promise.all([get(), get()])
  expect(one.requestContext.requestId).not.toBe(two.requestContext.requestId)
})

test("a header or parameter may have the name of an Object property", async () => {
  const { headers, queryStringParameters } = await eventOf({
    method: "GET",
    path: "/api/config?constructor=1&toString=2",
    headers: [host, ["constructor", "3"], ["__proto__", "4"]],
  })
  expect(queryStringParameters).toEqual({ constructor: "1", toString: "2" })
  expect(headers).toMatchObject({ constructor: "3" })
})
