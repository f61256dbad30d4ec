import { randomBytes } from "node:crypto"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { newTurnId } from "@parley/core/ids.ts"
import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import type { Answer } from "@parley/testing/bedrock/fault-bedrock-answer.ts"
import { apiEvent } from "@parley/testing/lambda/api-event.ts"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { bundleHandler } from "../../../../tools/synth/bundle.ts"
import { type Database, startDatabase } from "../../src/database/database.ts"
import { PreludeReader } from "../../src/gateway/prelude.ts"
import { functionEnvironment } from "../../src/lambda/environment.ts"
import { bundledFunctions } from "../../src/lambda/functions.ts"
import { type BothRuntimes, startBothRuntimes, withoutIds } from "../support/both-runtimes.ts"

let folder: string
let database: Database
let bedrock: FaultBedrock
let runtimes: Record<"chat" | "conversations" | "fixture", BothRuntimes>
const started: BothRuntimes[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "parley-real-runtime-"))
  database = await startDatabase({ endpoint: undefined, port: 0, dataDir: folder, region: "us-east-1", tableName: "parley" })
  bedrock = await startFaultBedrock()
  const env = functionEnvironment({
    env: { PATH: process.env.PATH, ALLOWED_ORIGINS: "https://chat.example.com" },
    name: "test",
    region: "us-east-1",
    tableName: "parley",
    version: "0.0.0",
    dynamodbUrl: database.url,
    bedrockUrl: bedrock.url,
    bedrockOnAws: false,
    responder: "local",
  })
  const { chat, conversations } = await bundledFunctions({})
  const fixture = await bundleHandler("packages/testing/src/stage/fixture-functions.handler", { format: "esm" })
  const start = async (file: string) => {
    const both = await startBothRuntimes(file, env)
    started.push(both)
    return both
  }
  runtimes = { chat: await start(chat.file), conversations: await start(conversations.file), fixture: await start(fixture.file) }
})
beforeEach(() => bedrock.reset())
afterAll(async () => {
  for (const both of started) await both.stop()
  await bedrock?.close()
  await database?.stop()
  await rm(folder, { recursive: true, force: true })
})

type Asked = Parameters<typeof apiEvent>[2]

/** The same request from two visitors, one under each runtime. Ids and times are removed before the comparison. */
async function compare(name: keyof typeof runtimes, method: string, resource: string, asked: Asked = {}) {
  const event = () => {
    const cookie = `__Host-visitor=${randomBytes(32).toString("base64url")}`
    return apiEvent(method, resource, { ...asked, headers: { cookie, ...asked.headers } })
  }
  const real = await runtimes[name].real(event())
  const local = await runtimes[name].local(event())
  expect(real.kind).toBe("response")
  expect(real.headers).toMatchObject({ "lambda-runtime-function-response-mode": "streaming", "transfer-encoding": "chunked" })
  const bytes = withoutIds(real.bytes)
  expect(bytes).toBe(withoutIds(local.bytes))
  return { real, local, bytes, trailers: real.trailers, failed: local.failed }
}

/** For an answer that ended normally: both runtimes report success, and the gateway accepts the bytes. */
async function compareAnswer(...request: Parameters<typeof compare>) {
  const { real, bytes, trailers, failed } = await compare(...request)
  expect({ trailers, failed }).toEqual({ trailers: {}, failed: false })
  expect(real.headers["content-type"]).toBe("application/vnd.awslambda.http-integration-response")
  const read = new PreludeReader().push(real.bytes)
  expect(bytes.split("\0".repeat(8))).toHaveLength(2)
  return { status: read?.prelude.statusCode, headers: new Map(read?.prelude.headers), body: read?.rest.toString() ?? "" }
}

const asStream = { accept: "text/event-stream" }
const ask = (answer: Answer, headers: Record<string, string> = asStream, body: unknown = { content: [{ text: "Count" }] }) => {
  bedrock.otherwise(answer)
  return compareAnswer("chat", "POST", "/chat", { body, headers })
}

describe("the bundled functions return identical bytes under AWS's runtime interface client and under the local stage's runtime", () => {
  test("a streamed answer", async () => {
    const { status, headers, body } = await ask({ deltas: ["one", " zwei ß", " 😀"], delayMs: 20 })
    expect([status, headers.get("content-type")]).toEqual([200, "text/event-stream; charset=utf-8"])
    expect(body.match(/^event: .*$/gm)).toEqual([
      "event: turn",
      "event: block",
      "event: delta",
      "event: delta",
      "event: delta",
      "event: done",
    ])
    expect(bedrock.calls).toHaveLength(2)
  })

  test("an error before the first byte has its own status", async () => {
    const { status, headers } = await ask({}, asStream, { content: [{ text: " " }], turnId: newTurnId() })
    expect([status, headers.get("content-type")]).toEqual([400, "application/problem+json; charset=utf-8"])
  })

  test("an error event in the middle of a stream", async () => {
    const { status, body } = await ask({ deltas: ["one", " two"], fault: "modelStreamErrorException", at: "middle" })
    expect(status).toBe(200)
    expect(body).toMatch(/event: error\ndata: .*"model\.failed".*"interrupted".*\n\n$/)
  })

  test("a broken connection to the model", async () => {
    expect((await ask({ deltas: ["one", " two"], fault: "tcp-reset", at: "before-stop" })).body).toMatch(/event: error\n/)
  })

  test("a turn as JSON, and a model error", async () => {
    const { status, body } = await ask({ deltas: ["one"] }, {})
    expect([status, JSON.parse(body).status]).toEqual([200, "complete"])
    expect((await ask({ fault: "ThrottlingException" }, {})).status).toBe(503)
  })

  test("a long answer", async () => {
    const deltas = Array.from({ length: 400 }, (_, n) => `${n} ${"日本 ß 😀 ".repeat(24)}`)
    const { body } = await ask({ deltas })
    expect(body.match(/^event: delta$/gm)?.length).toBe(400)
    expect(body.length).toBeGreaterThan(90_000)
  }, 60_000)

  test("an empty response: a preflight, and a deletion", async () => {
    const headers = { origin: "https://chat.example.com" }
    const preflight = await compareAnswer("conversations", "OPTIONS", "/chat", { headers })
    expect([preflight.status, preflight.body, preflight.headers.get("access-control-allow-origin")]).toEqual([204, "", headers.origin])
    const deletion = await compareAnswer("conversations", "DELETE", "/conversations")
    expect([deletion.status, deletion.body]).toEqual([204, ""])
  })

  test("JSON, a download in parts, and a missing item", async () => {
    expect(JSON.parse((await compareAnswer("conversations", "GET", "/config")).body)).toHaveProperty("limits")
    expect(JSON.parse((await compareAnswer("conversations", "GET", "/export")).body)).toHaveProperty("conversations", [])
    const parameters = { conversationId: "cnv_0123456789ABCDEFGHJKMNPQRS" }
    expect((await compareAnswer("conversations", "GET", "/conversations/{conversationId}", { parameters })).status).toBe(404)
  })
})

describe("the local runtime handles mistakes of a handler as AWS's does", () => {
  const misbehave = (behaviour: string) => compare("fixture", "POST", "/chat", { body: { do: behaviour } })
  const errorOf = (trailer: string | undefined) => JSON.parse(Buffer.from(trailer ?? "", "base64").toString() || "null")

  test.each(["throwEarly", "throwLate"])("%s: the bytes written, then an error", async (behaviour) => {
    const { failed, trailers } = await misbehave(behaviour)
    expect(failed).toBe(true)
    expect(trailers["lambda-runtime-function-error-type"]).toBe("Error")
    expect(errorOf(trailers["lambda-runtime-function-error-body"])).toMatchObject({ errorMessage: "secret cause" })
  })

  test.each(["cookies", "bare", "stream", "endOnly", "noPrelude", "numberHeader", "lateContentType", "afterEnd", "notAsync"])(
    "%s: the same bytes, and no error",
    async (behaviour) => {
      const { failed, trailers } = await misbehave(behaviour)
      expect({ failed, trailers }).toEqual({ failed: false, trailers: {} })
    },
  )
})
