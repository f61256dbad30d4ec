import { fixtureFunctions, startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { afterEach, beforeEach, expect, test } from "vitest"

let stage: TestStage
const start = async (env: Record<string, string>) => {
  stage = await startTestStage({ functions: fixtureFunctions(), env })
}
beforeEach(() => start({ MAX_TOKENS: "77", AWS_PROFILE: "mine", AWS_BEARER_TOKEN_BEDROCK: "secret", NODE_ENV: "test" }))
afterEach(() => stage.stop())

const call = (behaviour: string, path = "chat") =>
  fetch(`${stage.url}/api/${path}`, { method: "POST", body: JSON.stringify({ do: behaviour }) })
const pidOf = async (path?: string) => (await call("pid", path)).json()

/** The database itself, behind its known port. */
const loopbackUrl = /^http:\/\/127\.\d+\.\d+\.\d+:\d+$/

test("each function has its own process", async () => {
  const [chat, conversations] = await Promise.all([pidOf(), pidOf("chat/trn_1/stop")])
  expect(chat).not.toBe(conversations)
  expect([chat, conversations]).not.toContain(process.pid)
})

test("a killed function cuts its responses, and the next request starts it again", async () => {
  const before = await pidOf()
  const answer = await call("hang")
  await stage.killFunction("chat")
  await expect(answer.text()).rejects.toThrow("terminated")
  expect(await pidOf()).not.toBe(before)
})

test("a killed function does not affect the other one", async () => {
  const before = await pidOf("chat/trn_1/stop")
  await stage.killFunction("chat")
  expect(await pidOf("chat/trn_1/stop")).toBe(before)
})

test("after a crash, the next request starts the function again", async () => {
  expect((await call("crash")).status).toBe(503)
  expect((await call("pid")).status).toBe(200)
})

test("functions receive their settings and fake credentials, and no AWS configuration of the developer", async () => {
  const env = await (await call("environment")).json()
  expect(env).toMatchObject({
    MAX_TOKENS: "77",
    TABLE_NAME: "parley",
    STAGE: "local",
    SERVICE_VERSION: expect.stringMatching(/^\d+\.\d+\.\d+/),
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_ENDPOINT_URL_DYNAMODB: expect.stringMatching(loopbackUrl),
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: stage.bedrockUrl,
  })
  for (const name of ["AWS_PROFILE", "AWS_BEARER_TOKEN_BEDROCK", "NODE_ENV"]) expect(env).not.toHaveProperty(name)
})

test("with Amazon Bedrock the developer's credentials stay, and only the table is local", async () => {
  await stage.stop()
  await start({ BEDROCK: "aws", AWS_PROFILE: "mine", AWS_REGION: "eu-central-1" })
  expect(stage.bedrockUrl).toBeUndefined()
  const env = await (await call("environment")).json()
  expect(env).toMatchObject({
    AWS_PROFILE: "mine",
    AWS_REGION: "eu-central-1",
    AWS_ENDPOINT_URL_DYNAMODB: expect.stringMatching(loopbackUrl),
  })
  expect(env).not.toHaveProperty("AWS_ENDPOINT_URL_BEDROCK_RUNTIME")
  expect(env).not.toHaveProperty("AWS_ACCESS_KEY_ID")
})
