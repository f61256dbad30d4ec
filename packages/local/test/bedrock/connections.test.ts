import { once } from "node:events"
import { connect as connectHttp2 } from "node:http2"
import { connect } from "node:net"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import type { Responder } from "../../src/bedrock/responder.ts"
import { type BedrockEndpoint, startBedrock } from "../../src/bedrock/server.ts"

let respond: Responder["answer"]
let bedrock: BedrockEndpoint
beforeAll(async () => {
  bedrock = await startBedrock({ port: 0, responder: { countsTokens: false, answer: (request) => respond(request) } })
})
beforeEach(() => {
  respond = async function* () {
    yield "Hello"
  }
})
afterAll(() => bedrock.close())

const path = (operation: string) => `/model/global.anthropic.claude-haiku-5-5/${operation}`
const body = JSON.stringify({ messages: [{ role: "user", content: [{ text: "Hi" }] }] })

test("the first bytes may arrive one by one, in both protocols", async () => {
  const { port } = new URL(bedrock.url)
  const http1 = connect(Number(port), "127.0.0.1").setNoDelay()
  for (const byte of `POST ${path("converse")} HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${body.length}\r\n\r\n${body}`) {
    http1.write(byte)
    await new Promise(setImmediate)
  }
  expect(`${(await once(http1, "data"))[0]}`).toMatch(/^HTTP\/1\.1 200 OK/)
  http1.destroy()

  const http2 = connect(Number(port), "127.0.0.1").setNoDelay()
  for (const byte of "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0") {
    http2.write(byte, "latin1")
    await new Promise(setImmediate)
  }
  // The answer to the preface begins with a SETTINGS frame: type 4 on stream 0.
  expect((await once(http2, "data"))[0][3]).toBe(4)
  http2.destroy()
})

test("many requests share one HTTP/2 connection", async () => {
  const session = connectHttp2(bedrock.url)
  const answers = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const stream = session.request({ ":method": "POST", ":path": path("converse") })
      stream.end(body)
      let text = ""
      for await (const chunk of stream) text += chunk
      return JSON.parse(text).stopReason
    }),
  )
  expect(answers).toEqual(Array.from({ length: 20 }, () => "end_turn"))
  session.close()
})

test("a responder is notified of a client's disconnect", async () => {
  const gone = Promise.withResolvers<void>()
  respond = async function* ({ signal }) {
    yield "Hello"
    await once(signal, "abort")
    gone.resolve()
  }
  const leaving = new AbortController()
  const response = await fetch(bedrock.url + path("converse-stream"), { method: "POST", body, signal: leaving.signal })
  expect(response.status).toBe(200)
  leaving.abort()
  await gone.promise
})

test("closing cuts open streams and frees the port", async () => {
  const own = await startBedrock({
    port: 0,
    responder: {
      countsTokens: false,
      async *answer({ signal }) {
        yield "Hello"
        await once(signal, "abort")
      },
    },
  })
  const response = await fetch(own.url + path("converse-stream"), { method: "POST", body })
  await own.close()
  await expect(response.arrayBuffer()).rejects.toThrow("terminated")
  const again = await startBedrock({ port: Number(new URL(own.url).port), responder: { countsTokens: true, answer: respond } })
  await again.close()
})

test("a used port is refused", async () => {
  const port = Number(new URL(bedrock.url).port)
  await expect(startBedrock({ port, responder: { countsTokens: true, answer: respond } })).rejects.toMatchObject({ code: "EADDRINUSE" })
})
