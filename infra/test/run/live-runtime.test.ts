import { type ChildProcess, spawn } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { FunctionName } from "@parley/functions/routes.ts"
import { type Database, startDatabase } from "@parley/local/database/database.ts"
import { PreludeReader } from "@parley/local/gateway/prelude.ts"
import { functionEnvironment } from "@parley/local/lambda/environment.ts"
import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { apiEvent } from "@parley/testing/lambda/api-event.ts"
import { type RuntimeApi, startRuntimeApi } from "@parley/testing/lambda/runtime-api.ts"
import { afterAll, beforeAll, expect, test } from "vitest"
import { bundleFunctions } from "../../../tools/synth/bundle.ts"
import { platform } from "../../../tools/synth/paths.ts"
import { installPlatform } from "../../../tools/synth/platform.ts"

// The functions in `sst dev`: the Node.js runtime of SST's platform runs the bundles against a Runtime API.
type Runtime = { api: RuntimeApi; child: ChildProcess }

const names: FunctionName[] = ["chat", "conversations"]
const runtimes = {} as Record<FunctionName, Runtime>
let folder: string
let database: Database
let bedrock: FaultBedrock

beforeAll(async () => {
  installPlatform(() => {})
  folder = await mkdtemp(join(tmpdir(), "parley-live-runtime-"))
  database = await startDatabase({ endpoint: undefined, port: 0, dataDir: folder, region: "us-east-1", tableName: "parley" })
  bedrock = await startFaultBedrock()
  const files = await bundleFunctions()
  const env = functionEnvironment({
    env: { PATH: process.env.PATH },
    name: "test",
    region: "us-east-1",
    tableName: "parley",
    version: "0.0.0",
    dynamodbUrl: database.url,
    bedrockUrl: bedrock.url,
    bedrockOnAws: false,
    responder: "local",
  })
  for (const name of names) {
    const api = await startRuntimeApi(60)
    const handler = files[name].replace(/\.mjs$/, ".handler")
    const child = spawn(process.execPath, [`${platform}/dist/nodejs-runtime/index.js`, handler], {
      env: { ...env, AWS_LAMBDA_RUNTIME_API: api.address, AWS_LAMBDA_FUNCTION_NAME: name },
      stdio: "ignore",
    })
    runtimes[name] = { api, child }
  }
})
afterAll(async () => {
  for (const { api, child } of Object.values(runtimes)) {
    child.kill("SIGKILL")
    await api.close()
  }
  await bedrock?.close()
  await database?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** A response as SST's stub in AWS receives it, parsed as API Gateway does: a prelude, eight zero bytes, the body. */
async function ask(name: FunctionName, ...request: Parameters<typeof apiEvent>) {
  const { kind, headers, bytes } = await runtimes[name].api.invoke(apiEvent(...request))
  expect(kind).toBe("response")
  expect(headers["content-type"]).toBe("application/vnd.awslambda.http-integration-response")
  expect(bytes.toString("latin1").split("\0".repeat(8))).toHaveLength(2)
  const read = new PreludeReader().push(bytes)
  return { status: read?.prelude.statusCode, headers: new Map(read?.prelude.headers), body: read?.rest.toString() ?? "" }
}

const question = { content: [{ text: "Count" }] }

test("200: a streamed answer arrives piece by piece, a JSON document whole", async () => {
  bedrock.otherwise({ deltas: ["one", " zwei ß", " 😀"] })
  const { status, headers, body } = await ask("chat", "POST", "/chat", { body: question, headers: { accept: "text/event-stream" } })
  expect([status, headers.get("content-type")]).toEqual([200, "text/event-stream; charset=utf-8"])
  expect(body.match(/^event: .*$/gm)).toEqual([
    "event: turn",
    "event: block",
    "event: delta",
    "event: delta",
    "event: delta",
    "event: done",
  ])
  const config = await ask("conversations", "GET", "/config")
  expect([config.status, Object.keys(JSON.parse(config.body))]).toEqual([200, expect.arrayContaining(["limits"])])
})

test("204: a deletion has an empty body", async () => {
  const { status, body } = await ask("conversations", "DELETE", "/conversations")
  expect([status, body]).toEqual([204, ""])
})

test.each([
  ["404", "conversations", "GET", "/conversations/{conversationId}", { parameters: { conversationId: "cnv_0123456789ABCDEFGHJKMNPQRS" } }],
  ["400", "chat", "POST", "/chat", { body: { content: [] } }],
] as const)("%s: a problem of the function is the answer", async (status, name, method, resource, asked) => {
  const answer = await ask(name, method, resource, asked)
  expect([String(answer.status), answer.headers.get("content-type")]).toEqual([status, "application/problem+json; charset=utf-8"])
  expect(JSON.parse(answer.body)).toMatchObject({ status: Number(status), requestId: "the-request" })
})

test("503: a model's refusal carries Retry-After", async () => {
  bedrock.otherwise({ fault: "ThrottlingException" })
  const { status, headers, body } = await ask("chat", "POST", "/chat", { body: question })
  expect([status, Number(headers.get("retry-after")) > 0, JSON.parse(body).code]).toEqual([503, true, "model.throttled"])
})
