import { createServer, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"

let table: Server
let asked: ServerResponse[]
beforeEach(async () => {
  asked = []
  table = createServer((_, response) => void asked.push(response))
  await new Promise<void>((resolve) => table.listen(0, "127.0.0.1", resolve))
  vi.stubEnv("AWS_ENDPOINT_URL_DYNAMODB", `http://127.0.0.1:${(table.address() as AddressInfo).port}`)
  vi.stubEnv("AWS_REGION", "us-east-1")
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test")
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test")
  vi.stubEnv("TABLE_NAME", "parley")
  vi.stubGlobal("awslambda", { streamifyResponse: (handler: unknown) => handler })
  vi.resetModules()
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
  table.closeAllConnections()
  table.close()
})

const loaders = { chat: () => import("../src/chat.ts"), conversations: () => import("../src/conversations.ts") }

describe.each(["chat", "conversations"] as const)("the modules of %s", (name) => {
  test("are loaded only after the table has returned the stage's values for the day", async () => {
    let isLoaded = false
    const loading = loaders[name]().then((module) => {
      isLoaded = true
      return module
    })
    await expect.poll(() => asked.length, { timeout: 10_000 }).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(isLoaded).toBe(false)
    const item = { shards: { N: "1" }, addressKey: { S: "key" }, scope: { S: "shards" }, day: { S: "2026-11-22" } }
    asked[0]
      ?.writeHead(200, { "content-type": "application/x-amz-json-1.0" })
      .end(JSON.stringify({ Attributes: { ...item, __edb_e__: { S: "usage" }, __edb_v__: { S: "1" } } }))
    expect(typeof (await loading).handler).toBe("function")
  })

  test.each([
    ["refuses", (response: ServerResponse) => void response.writeHead(400).end("{}")],
    ["breaks the connection of", (response: ServerResponse) => void response.destroy()],
    ["never answers", () => undefined],
  ])("are loaded even if the table %s the read", async (_, answer) => {
    table.on("request", (_request, response: ServerResponse) => answer(response))
    expect(typeof (await loaders[name]()).handler).toBe("function")
    expect(asked.length).toBeGreaterThan(0)
  })
})
