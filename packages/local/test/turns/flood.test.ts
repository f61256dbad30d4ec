import { createHash, randomBytes } from "node:crypto"
import { request } from "node:http"
import { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { scopeOf } from "@parley/core/budget/budget.ts"
import { dayOf } from "@parley/core/clock.ts"
import { createStore } from "@parley/core/entities/store.ts"
import { findModel, type OfferedModel } from "@parley/core/model/catalogue.ts"
import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { reservationOf } from "@parley/testing/cases/reservation.ts"
import { tableItems } from "@parley/testing/dynamodb/table-items.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { visitorAt } from "@parley/testing/stage/visitor.ts"
import { afterAll, beforeAll, expect, test } from "vitest"
import { startTestIssuer, type TestIssuer } from "../support/issuer.ts"

const modelId = "global.anthropic.claude-haiku-5-5"
const maxTokens = 100
const reservation = reservationOf(findModel(modelId) as OfferedModel, "Hi".length, 0, maxTokens)
/** In dollars, rounded up to the millionth that the setting accepts. */
const limitFor = (turns: number) => String(Math.ceil((turns * reservation) / 1_000) / 1e6)
const minute = 60_000

let bedrock: FaultBedrock
let issuer: TestIssuer
let stage: TestStage
beforeAll(async () => {
  bedrock = await startFaultBedrock()
  issuer = await startTestIssuer()
  // The same ratios as the defaults: an address has a quarter of the stage's daily budget, and all newcomers share another quarter.
  const limits = { BUDGET_STAGE_DAILY_USD: limitFor(40), BUDGET_ADDRESS_DAILY_USD: limitFor(10), BUDGET_NEWCOMERS_SHARE: "0.25" }
  const perMinute = { TURNS_PER_MINUTE_VISITOR: "10", TURNS_PER_MINUTE_ADDRESS: "30" }
  const env = { ...issuer.settings, ANONYMOUS: "on", MODEL_ID: modelId, MAX_TOKENS: String(maxTokens), ...limits, ...perMinute }
  stage = await startTestStage({ bedrockUrl: bedrock.url, env })
})
afterAll(async () => {
  await stage?.stop()
  await bedrock?.close()
  await issuer?.stop()
})

type Answer = { status: number; headers: Record<string, unknown>; text: string }

/** A request from one of this machine's addresses; `untilFirstByte` disconnects at the first byte of the body. */
function send(localAddress: string, path: string, { body = "", cookie = "", untilFirstByte = false } = {}): Promise<Answer> {
  const headers = { "content-type": "application/json", accept: "text/event-stream", ...(cookie && { cookie }) }
  return new Promise((resolve, reject) => {
    request(new URL(`/api${path}`, stage.url), { method: "POST", headers, localAddress, family: 4, agent: false }, (response) => {
      let text = ""
      const end = () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
      response.on("data", (chunk: Buffer) => {
        text += chunk
        if (!untilFirstByte || response.statusCode !== 200) return
        end()
        response.destroy()
      })
      response.on("end", end).on("error", () => undefined)
    })
      .on("error", reject)
      .end(body)
  })
}

const question = JSON.stringify({ content: [{ text: "Hi" }] })

/** Sends messages as new visitors, each disconnected and stopped at the first byte, until one is refused. */
async function flood(address: string): Promise<{ begun: number; refused: Record<string, unknown> }> {
  for (let begun = 0; ; begun++) {
    const { status, headers, text } = await send(address, "/chat", { body: question, untilFirstByte: true })
    if (status !== 200) return { begun, refused: JSON.parse(text) }
    const turnId = /"turnId":"([^"]+)"/.exec(text)?.[1]
    const [cookie = ""] = String(headers["set-cookie"]).split(";")
    await send(address, `/chat/${turnId}/stop`, { cookie })
  }
}

/** The cookie of a visitor with usage two days ago. */
async function returningVisitor(): Promise<string> {
  const value = randomBytes(32).toString("base64url")
  const credentials = { accessKeyId: "test", secretAccessKey: "test" }
  const dynamo = new DynamoDBClient({ endpoint: stage.databaseUrl, region: "us-east-1", credentials })
  const owner = createHash("sha256").update(value).digest("base64url")
  const day = dayOf(Date.now() - 2 * 86_400_000)
  const expiresAt = Math.floor(Date.now() / 1_000) + 86_400
  await createStore(dynamo, "parley")
    .entities.usages.put({ scope: scopeOf.visitor(owner), day, turns: 1, committed: 1, spent: 1, expiresAt })
    .go()
  dynamo.destroy()
  return `visitor=${value}`
}

test(
  "a flood from five addresses that drops its cookies leaves three quarters of the day to returning visitors and signed-in users",
  async () => {
    bedrock.otherwise({ deltas: Array.from({ length: 100 }, () => "word "), delayMs: 100 })
    const floods = await Promise.all([2, 3, 4, 5, 6].map((host) => flood(`127.0.0.${host}`)))
    expect(floods.reduce((sum, { begun }) => sum + begun, 0)).toBe(10)
    for (const { refused } of floods) expect(refused).toMatchObject({ code: "budget.exhausted", scope: "newcomers", status: 429 })

    bedrock.otherwise({})
    const asked = { content: [{ text: "Hi" }] }
    const returning = visitorAt(stage.url, { cookie: await returningVisitor() })
    const person = visitorAt(stage.url, { token: await issuer.token({ sub: "one" }) })
    expect((await returning.json("POST", "/chat", asked)).status).toBe(200)
    expect((await person.json("POST", "/chat", asked)).status).toBe(200)
    expect((await visitorAt(stage.url).json("POST", "/chat", asked)).body).toMatchObject({ code: "budget.exhausted", scope: "newcomers" })
  },
  3 * minute,
)

test("no item of the table contains an address, and addresses of one machine have different hashes", async () => {
  const items = await tableItems(stage.databaseUrl)
  expect(JSON.stringify(items)).not.toMatch(/127\.0\.0\.\d/)
  const hashes = new Set(items.flatMap(({ pk }) => /address#([A-Za-z0-9_-]{43})/.exec(pk)?.[1] ?? []))
  expect(hashes.size).toBeGreaterThanOrEqual(6)
  for (const day of [dayOf(Date.now()), ""]) {
    const guess = createHash("sha256").update(`${day} 127.0.0.2`).digest("base64url")
    expect(hashes).not.toContain(guess)
  }
})
