import { once } from "node:events"
import { connect } from "node:net"
import { text } from "node:stream/consumers"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Listener, listen } from "../../src/bedrock/listener.ts"

let stage: TestStage
beforeAll(async () => {
  stage = await startTestStage()
})
afterAll(() => stage.stop())

/** The response of the site's port to these bytes, until it closes the connection. */
async function answerTo(bytes: string) {
  const socket = connect(Number(new URL(stage.url).port), "127.0.0.1")
  socket.write(bytes)
  const whole = await text(socket)
  const [head = "", body = ""] = whole.split("\r\n\r\n")
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]), head, body }
}
const get = (path: string, headers = "") => `GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${headers}\r\n`

describe("an Upgrade header", () => {
  test.each([
    [
      "h2c, as sent by Java's client and curl --http2",
      "h2c",
      "connection: Upgrade, HTTP2-Settings\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n",
    ],
    ["a WebSocket", "websocket", "connection: Upgrade\r\nsec-websocket-key: x\r\nsec-websocket-version: 13\r\n"],
    ["an unknown protocol", "foo/2", "connection: Upgrade\r\n"],
  ])("%s, is ignored: the response uses HTTP/1.1", async (_name, protocol, headers) => {
    const socket = connect(Number(new URL(stage.url).port), "127.0.0.1")
    socket.write(`GET /api/health HTTP/1.1\r\nhost: localhost\r\nupgrade: ${protocol}\r\n${headers}\r\n`)
    expect(`${(await once(socket, "data"))[0]}`).toMatch(/^HTTP\/1\.1 200 OK/)
    socket.destroy()
  })

  test("does not lose the body of its request", async () => {
    const body = '{"content":[]}'
    const answer = await answerTo(
      `POST /api/chat HTTP/1.1\r\nhost: localhost\r\nconnection: close, Upgrade\r\nupgrade: h2c\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    )
    expect(answer.status).toBe(400)
    expect(answer.body).toContain("content")
  })
})

describe("a URL in absolute form", () => {
  test("reaches the route of its path", async () => {
    const answer = await answerTo(get("http://localhost/api/health"))
    expect([answer.status, answer.head.includes("x-request-id")]).toEqual([200, true])
  })

  test.each(["http://example.com/api/health", "https://evil.example/", "ftp://localhost/x"])("of %s is refused", async (address) => {
    expect([400, 421]).toContain((await answerTo(get(address))).status)
  })
})

test.each(["/api/conversations/%2e%2e/export", "/api/%2E/health", "/api/conversations/.%2e/export"])(
  "%s does not resolve to another route",
  async (path) => {
    expect((await answerTo(get(path))).status).toBe(400)
  },
)

test("an unknown expectation is ignored", async () => {
  expect((await answerTo(get("/api/health", "expect: x\r\n"))).status).toBe(200)
})

test.each([
  ["a request that is not HTTP", "HELO example\r\n\r\n", 400],
  ["headers of 70 KB", get("/api/health", `x-long: ${"a".repeat(70_000)}\r\n`), 431],
  ["two Content-Length headers", get("/api/health", "content-length: 1\r\ncontent-length: 2\r\n"), 400],
])("%s is answered as a problem with a request id and the API's headers", async (_name, bytes, status) => {
  const answer = await answerTo(bytes)
  expect(answer.status).toBe(status)
  expect(JSON.parse(answer.body)).toMatchObject({ status, requestId: /x-request-id: (.+)/.exec(answer.head)?.[1]?.trim() })
  expect(answer.head).toContain("content-type: application/problem+json")
  expect(answer.head).toContain("x-content-type-options: nosniff")
})

describe("the Bedrock port", () => {
  let listener: Listener
  beforeAll(async () => {
    listener = await listen(0, (_request, response) => void response.end("ok"), { headMs: 300, requestMs: 600, idleSessionMs: 300 })
  })
  afterAll(() => listener.close())

  test.each([
    ["sends nothing", ""],
    ["sends half of the preface", "PR"],
    ["sends headers without an end", "GET / HTTP/1.1\r\nhost: localhost\r\nx-a: 1\r\n"],
    ["sends a body without an end", "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\nabc"],
  ])("closes a connection that %s", async (_name, bytes) => {
    const socket = connect(listener.port, "127.0.0.1")
    socket.on("error", () => {})
    if (bytes) socket.write(bytes)
    socket.resume()
    await once(socket, "close")
  })
})
