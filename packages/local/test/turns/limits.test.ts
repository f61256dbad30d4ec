import { findModel, type OfferedModel } from "@parley/core/model/catalogue.ts"
import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { reservationOf } from "@parley/testing/cases/reservation.ts"
import { tableItems } from "@parley/testing/dynamodb/table-items.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { visitorAt } from "@parley/testing/stage/visitor.ts"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"

const modelId = "global.anthropic.claude-haiku-5-5"
const maxTokens = 100
/** In dollars, rounded up to the millionth that the setting accepts. */
const limitFor = (turns: number) =>
  String(Math.ceil((turns * reservationOf(findModel(modelId) as OfferedModel, "Hi".length, 0, maxTokens)) / 1_000) / 1e6)

let bedrock: FaultBedrock
const stages: TestStage[] = []
beforeAll(async () => {
  bedrock = await startFaultBedrock()
})
beforeEach(() => bedrock.reset())
afterAll(async () => {
  for (const stage of stages) await stage.stop()
  await bedrock?.close()
})

async function start(env: Record<string, string>): Promise<TestStage> {
  const stage = await startTestStage({ bedrockUrl: bedrock.url, env: { MODEL_ID: modelId, MAX_TOKENS: String(maxTokens), ...env } })
  stages.push(stage)
  return stage
}

const ask = (url: string) =>
  visitorAt(url).json<{ code?: string; scope?: string; status: unknown }>("POST", "/chat", { content: [{ text: "Hi" }] })

test("100 clients on a budget for 10 turns: 10 are answered, 90 are refused with Retry-After and without a model call", async () => {
  const stage = await start({ BUDGET_STAGE_DAILY_USD: limitFor(10) })
  // No turn is settled, so no money is returned, until all others have been refused.
  const gate = Promise.withResolvers<void>()
  bedrock.otherwise({ beforeDelta: () => gate.promise })
  let refused = 0
  const answers = await Promise.all(
    Array.from({ length: 100 }, async () => {
      const answer = await ask(stage.url)
      if (answer.status === 429 && ++refused === 90) gate.resolve()
      return answer
    }),
  )
  const byStatus = Object.groupBy(answers, ({ status }) => status)
  expect([byStatus[200]?.length, byStatus[429]?.length]).toEqual([10, 90])
  expect(bedrock.calls).toHaveLength(10)
  for (const { body, headers } of byStatus[429] ?? []) {
    expect(body).toMatchObject({ code: "budget.exhausted", scope: "stage" })
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0)
  }
  const items = await tableItems(stage.databaseUrl)
  expect(items.filter(({ pk, committed }) => pk.includes("stage#") && committed !== undefined)).toMatchObject([
    { committed: 40_000, spent: 40_000 },
  ])
}, 60_000)

test("the kill switch: with a budget of 0 no turn runs and no model is called; everything else works", async () => {
  const stage = await start({ BUDGET_STAGE_DAILY_USD: "0" })
  const { status, body } = await ask(stage.url)
  expect({ status, code: body.code }).toEqual({ status: 429, code: "budget.exhausted" })
  expect(bedrock.calls).toHaveLength(0)
  expect((await visitorAt(stage.url).json("GET", "/conversations")).status).toBe(200)
})
