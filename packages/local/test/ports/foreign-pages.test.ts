import { once } from "node:events"
import { request } from "node:http"
import { connect as connectHttp2 } from "node:http2"
import { connect } from "node:net"
import { fixtureFunctions, startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { storeItem } from "../support/items.ts"

let stage: TestStage
beforeAll(async () => {
  stage = await startTestStage({ signIn: true, env: { ANONYMOUS: "on", ALLOWED_ORIGINS: "https://app.example.com" } })
  await storeItem(stage.databaseUrl)
})
afterAll(() => stage.stop())

const ports = {
  site: () => stage.url,
  Bedrock: () => stage.bedrockUrl ?? "",
  database: () => stage.databaseUrl,
  "sign-in": () => stage.issuer ?? "",
}
type Port = keyof typeof ports
const names = Object.keys(ports) as Port[]

/** Sends one request with exactly these headers; `fetch` would set Host itself. */
async function ask(port: Port, headers: Record<string, string>, method = "GET", path = "/") {
  const { hostname, port: number } = new URL(ports[port]())
  const sent = request({ host: hostname === "localhost" ? "127.0.0.1" : hostname, port: number, method, path, headers }).end()
  const [answer] = await once(sent, "response")
  answer.resume()
  return { status: answer.statusCode as number, allowed: answer.headers["access-control-allow-origin"] }
}

describe.each(names)("the port of the %s", (port) => {
  test.each(["evil.example", "evil.example:3000", "127.0.0.1.evil.example", "localhost.evil.example", "192.168.0.7", "0.0.0.0"])(
    "refuses a request with the Host %s",
    async (host) => {
      expect(await ask(port, { host })).toMatchObject({ status: 421 })
    },
  )

  test.each(["localhost", "localhost:1234", "127.0.0.1:80", "[::1]:3000", "127.8.9.10"])(
    "answers a request with the Host %s",
    async (host) => {
      expect((await ask(port, { host })).status).not.toBe(421)
    },
  )

  test.each(["https://evil.example", "null", "http://localhost.evil.example", "https://app.example.com.evil.example"])(
    "refuses every request from the page %s",
    async (origin) => {
      const headers = { host: "localhost", origin, "access-control-request-method": "POST" }
      for (const method of ["GET", "POST", "OPTIONS"]) expect(await ask(port, headers, method)).toEqual({ status: 403, allowed: undefined })
    },
  )
})

test("pages on this machine and of ALLOWED_ORIGINS may call the API", async () => {
  for (const origin of [stage.url, "http://localhost:5173", "https://app.example.com"])
    expect((await ask("site", { host: "localhost", origin }, "GET", "/api/config")).status).toBe(200)
})

test.each(["Bedrock", "database"] as const)("no page may call the port of the %s, with or without Origin", async (port) => {
  expect((await ask(port, { host: "localhost", origin: stage.url })).status).toBe(403)
  for (const site of ["cross-site", "same-site", "same-origin"])
    expect((await ask(port, { host: "localhost", "sec-fetch-site": site })).status).toBe(403)
  expect((await ask(port, { host: "localhost", "sec-fetch-site": "none" })).status).not.toBe(403)
})

test("an HTTP/2 client is checked too", async () => {
  const session = connectHttp2(stage.bedrockUrl ?? "")
  for (const [headers, expected] of [
    [{ ":authority": "evil.example" }, 421],
    [{ origin: "https://evil.example" }, 403],
  ] as const) {
    const stream = session.request({ ":path": "/foundation-models", ...headers })
    const [head] = await once(stream, "response")
    expect(head[":status"]).toBe(expected)
    stream.close()
  }
  session.close()
})

test.runIf(process.platform === "linux")("the functions reach the database at an address that a page cannot guess", async () => {
  const own = await startTestStage({ functions: fixtureFunctions() })
  const asked = await fetch(`${own.url}/api/chat`, { method: "POST", body: '{"do":"environment"}' })
  const { AWS_ENDPOINT_URL_DYNAMODB: server } = (await asked.json()) as Record<string, string>
  expect(server).toMatch(/^http:\/\/127\.\d+\.\d+\.\d+:\d+$/)
  expect(new URL(server ?? "").hostname).not.toBe("127.0.0.1")
  const sameAtKnownAddress = fetch(`http://127.0.0.1:${new URL(server ?? "").port}`)
  await expect(sameAtKnownAddress).rejects.toThrow()
  await own.stop()
})

test("two Host headers are refused", async () => {
  const { port } = new URL(stage.url)
  const socket = connect(Number(port), "127.0.0.1")
  socket.write("GET /api/health HTTP/1.1\r\nhost: localhost\r\nhost: evil.example\r\nconnection: close\r\n\r\n")
  expect(`${(await once(socket, "data"))[0]}`).toMatch(/^HTTP\/1\.1 400 /)
})
