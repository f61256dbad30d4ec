import { expect, test } from "vitest"
import { parseSettings } from "../src/settings.ts"

test("without any setting the documented defaults hold, in nano-dollars where it is money", () => {
  const { models, ...rest } = parseSettings({})
  expect(models.map(({ modelId }) => modelId)).toEqual(["us.anthropic.claude-haiku-5-5"])
  expect(rest).toEqual({
    maxTokens: 2_048,
    contextTokens: 16_000,
    retentionDays: 30,
    budgets: { visitor: 1e9, address: 5e9, stage: 20e9 },
    turnsPerVisitorDaily: 100,
    allowedOrigins: [],
  })
})

test("the default model follows the region", () => {
  expect(parseSettings({ AWS_REGION: "eu-west-1" }).models[0].modelId).toBe("eu.anthropic.claude-haiku-5-5")
  expect(parseSettings({ AWS_REGION: "ap-south-1" }).models[0].modelId).toBe("global.anthropic.claude-haiku-5-5")
})

test("several models may be offered, the first one by default; blank counts as not set", () => {
  const { models, maxTokens } = parseSettings({
    MODEL_ID: "global.anthropic.claude-sonnet-5-5, us.anthropic.claude-haiku-5-5",
    MAX_TOKENS: " ",
  })
  expect(models.map(({ name }) => name)).toEqual(["Claude Sonnet 5.5", "Claude Haiku 5.5"])
  expect(maxTokens).toBe(2_048)
})

test("money may be nothing, which is the kill switch", () => {
  expect(parseSettings({ BUDGET_STAGE_DAILY_USD: "0", BUDGET_VISITOR_DAILY_USD: "0.25" }).budgets).toEqual({
    visitor: 25e7,
    address: 5e9,
    stage: 0,
  })
})

test.each([
  ["MODEL_ID", "claude"],
  ["MODEL_ID", "anthropic.claude-haiku-5-5"],
  ["MAX_TOKENS", "8193"],
  ["MAX_TOKENS", "1e3"],
  ["CONTEXT_TOKENS", "-1"],
  ["RETENTION_DAYS", "0"],
  ["BUDGET_VISITOR_DAILY_USD", "$1"],
  ["BUDGET_ADDRESS_DAILY_USD", "Infinity"],
  ["BUDGET_STAGE_DAILY_USD", "-1"],
  ["TURNS_PER_VISITOR_DAILY", "1.5"],
  ["ALLOWED_ORIGINS", "*"],
  ["ALLOWED_ORIGINS", "https://chat.example.com/"],
  ["ALLOWED_ORIGINS", "chat.example.com"],
])("%s=%s is refused by name", (name, value) => {
  expect(() => parseSettings({ [name]: value })).toThrow(new RegExp(`^${name} `))
})
