import { reservationOf } from "@parley/testing/cases/reservation.ts"
import fc from "fast-check"
import { expect, test } from "vitest"
import { stageShards } from "../../src/budget/budget.ts"
import { catalogue, findModel, type OfferedModel, profileOfRegion } from "../../src/model/catalogue.ts"
import { costOf, noUsage, worstCaseCost } from "../../src/model/price.ts"

const offered = (modelId: string) => findModel(modelId) as OfferedModel
const haiku = offered("global.anthropic.claude-haiku-5-5")
const everyModel = catalogue.flatMap((model) => [offered(`global.${model.baseId}`), offered(`eu.${model.baseId}`)])
const tokens = fc.integer({ min: 0, max: 200_000 })

test("a call costs its tokens at the published price, in nano-dollars", () => {
  expect(costOf(haiku, { ...noUsage, inputTokens: 1_000_000 / 20, outputTokens: 1_000 })).toBe(5_000_000 + 500_000)
})

test("cached tokens have separate prices", () => {
  expect(costOf(haiku, { ...noUsage, cacheReadInputTokens: 1_000 })).toBe(10_000)
  expect(costOf(haiku, { ...noUsage, cacheWriteInputTokens: 1_000 })).toBe(125_000)
})

test("a geographic profile costs a tenth more, to the nano-dollar", () => {
  expect(costOf(offered("us.anthropic.claude-haiku-5-5"), { ...noUsage, cacheWriteInputTokens: 1_000 })).toBe(137_500)
})

test("above the long-prompt threshold, which includes cached tokens, the whole request costs more", () => {
  expect(costOf(haiku, { ...noUsage, inputTokens: 100_000 })).toBe(10_000_000)
  expect(costOf(haiku, { ...noUsage, inputTokens: 1, cacheReadInputTokens: 100_000 })).toBe(5 * (100 + 1_000_000))
})

test("no usage of a call costs more than its worst case", () => {
  const call = fc.record({ model: fc.constantFrom(...everyModel), plain: tokens, read: tokens, written: tokens, output: tokens })
  fc.assert(
    fc.property(call, ({ model, plain, read, written, output }) => {
      const usage = { inputTokens: plain, cacheReadInputTokens: read, cacheWriteInputTokens: written, outputTokens: output }
      expect(costOf(model, usage)).toBeLessThanOrEqual(worstCaseCost(model, plain + read + written, output))
    }),
  )
})

test("money is always a whole number of nano-dollars", () => {
  fc.assert(
    fc.property(fc.constantFrom(...everyModel), tokens, tokens, (model, inputTokens, outputTokens) => {
      expect(Number.isSafeInteger(costOf(model, { ...noUsage, inputTokens, outputTokens }))).toBe(true)
      expect(Number.isSafeInteger(reservationOf(model, inputTokens, outputTokens, 2_048))).toBe(true)
    }),
  )
})

test("a budget is split only into shards that hold fifty of the largest turns", () => {
  expect([1, 99, 100, 250, 800, 10_000].map((turns) => stageShards(turns * 7, 7))).toEqual([1, 1, 2, 5, 16, 16])
})

test("a model without a known price is not found", () => {
  expect(findModel("anthropic.claude-unheard-of")).toBeUndefined()
  expect(findModel("mars.anthropic.claude-haiku-5-5")).toBeUndefined()
})

test("each region uses its geographic profile, if there is one", () => {
  const regions = ["us-east-1", "us-west-2", "eu-central-1", "ap-northeast-1", "ap-southeast-2", "ap-south-1", "us-gov-west-1"]
  expect(regions.map(profileOfRegion)).toEqual(["us", "us", "eu", "jp", "au", "global", "global"])
})
