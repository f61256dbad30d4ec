import { siteInstructions } from "@parley/core/model/system-prompt.ts"
import { expect, test } from "vitest"
import { parseSettings } from "../src/settings.ts"

test("without settings the documented defaults apply, with money in nano-dollars", () => {
  const { models, ...rest } = parseSettings({})
  expect(models.map(({ modelId }) => modelId)).toEqual(["us.anthropic.claude-haiku-5-5"])
  expect(rest).toEqual({
    instructions: siteInstructions,
    maxTokens: 2_048,
    maxSteps: 8,
    maxTurnMs: 300_000,
    contextTokens: 16_000,
    retentionDays: 30,
    budgets: { visitor: 1e9, address: 5e9, stage: 20e9 },
    shares: { newcomers: 0.25, visitors: 1 },
    stageRelease: "daily",
    turnsPerVisitorDaily: 100,
    requestsPerMinute: 60,
    turnsPerMinute: { visitor: 10, address: 30 },
    allowedOrigins: [],
    signIn: undefined,
    anonymous: true,
    roleLimits: {},
  })
})

test("the default model depends on the region", () => {
  expect(parseSettings({ AWS_REGION: "eu-west-1" }).models[0].modelId).toBe("eu.anthropic.claude-haiku-5-5")
  expect(parseSettings({ AWS_REGION: "ap-south-1" }).models[0].modelId).toBe("global.anthropic.claude-haiku-5-5")
})

test("MODEL_ID may list several models, the first is the default; blank counts as not set", () => {
  const { models, maxTokens } = parseSettings({
    MODEL_ID: "global.anthropic.claude-sonnet-5-5, us.anthropic.claude-haiku-5-5",
    MAX_TOKENS: " ",
  })
  expect(models.map(({ name }) => name)).toEqual(["Claude Sonnet 5.5", "Claude Haiku 5.5"])
  expect(maxTokens).toBe(2_048)
})

test("a budget may be 0, which is the kill switch", () => {
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
  ["REQUESTS_PER_MINUTE", "-1"],
  ["REQUESTS_PER_MINUTE", "sixty"],
  ["BUDGET_VISITOR_DAILY_USD", "$1"],
  ["BUDGET_ADDRESS_DAILY_USD", "Infinity"],
  ["BUDGET_STAGE_DAILY_USD", "-1"],
  ["BUDGET_NEWCOMERS_SHARE", "1.5"],
  ["BUDGET_NEWCOMERS_SHARE", "25%"],
  ["BUDGET_SIGNED_IN_SHARE", "-0.1"],
  ["BUDGET_STAGE_RELEASE", "on"],
  ["TURNS_PER_VISITOR_DAILY", "1.5"],
  ["TURNS_PER_MINUTE_VISITOR", "-1"],
  ["TURNS_PER_MINUTE_ADDRESS", "many"],
  ["ALLOWED_ORIGINS", "*"],
  ["ALLOWED_ORIGINS", "https://chat.example.com/"],
  ["ALLOWED_ORIGINS", "chat.example.com"],
  ["ALLOWED_ORIGINS", "http://chat.example.com"],
  ["ALLOWED_ORIGINS", "http://localhost.example.com"],
  ["ALLOWED_ORIGINS", "https://-"],
  ["ALLOWED_ORIGINS", "https://a..b"],
  ["ALLOWED_ORIGINS", "https://chat.example.com:99999"],
  ["ALLOWED_ORIGINS", "https://chat.example.com:443"],
  ["ALLOWED_ORIGINS", "https://Chat.example.com"],
  ["ALLOWED_ORIGINS", "https://me@chat.example.com"],
  ["ALLOWED_ORIGINS", "ftp://localhost"],
  ["ALLOWED_ORIGINS", "null"],
  ["OIDC_ISSUER", "http://id.example.com"],
  ["OIDC_ISSUER", "https://id.example.com?tenant=1"],
  ["OIDC_ISSUER", "id.example.com"],
  ["OIDC_CLIENT_ID", "two words"],
  ["OIDC_SCOPE", "profile email"],
  ["OIDC_ORIGINS", "https://*.example.com"],
  ["OIDC_ORIGINS", "http://id.example.com"],
  ["OIDC_MAX_TOKEN_AGE_HOURS", "0"],
  ["OIDC_MAX_TOKEN_AGE_HOURS", "8761"],
  ["OIDC_REQUIRED_DOMAINS", "@example.com"],
  ["ANONYMOUS", "yes"],
  ["ANONYMOUS", "off"],
  ["ROLE_LIMITS", "staff=5"],
  ["ROLE_LIMITS", "[]"],
  ["ROLE_LIMITS", '{"staff":{"budgetUsd":-1,"turns":5}}'],
  ["ROLE_LIMITS", '{"staff":{"budgetUsd":1}}'],
])("%s=%s is refused with the name of the setting", (name, value) => {
  expect(() => parseSettings({ [name]: value })).toThrow(new RegExp(`^${name} `))
})

test("origins are exact, and use https except on this machine", () => {
  const origins = [
    "https://chat.example.com",
    "https://a-b.example:8443",
    "http://localhost:3000",
    "http://127.0.0.1:4321",
    "http://[::1]:3000",
  ]
  expect(parseSettings({ ALLOWED_ORIGINS: origins.join(", ") }).allowedOrigins).toEqual(origins)
})

test("an issuer disables anonymous access unless the stage allows it", () => {
  const signIn = { OIDC_ISSUER: "https://id.example.com/tenant/", OIDC_CLIENT_ID: "site" }
  expect(parseSettings(signIn)).toMatchObject({
    anonymous: false,
    signIn: {
      issuer: "https://id.example.com/tenant/",
      clientId: "site",
      scope: "openid profile email",
      groupsClaim: "groups",
      requiredGroups: [],
      requiredDomains: [],
      maxTokenAgeSeconds: 86_400,
      origins: ["https://id.example.com"],
    },
  })
  expect(parseSettings({ ...signIn, ANONYMOUS: "on" }).anonymous).toBe(true)
})

test("visitors leave a share of the stage's budget to signed-in users if both can use the site", () => {
  const signIn = { OIDC_ISSUER: "https://id.example.com/tenant/", OIDC_CLIENT_ID: "site", BUDGET_SIGNED_IN_SHARE: "0.4" }
  expect(parseSettings({ BUDGET_SIGNED_IN_SHARE: "0.4" }).shares.visitors).toBe(1)
  expect(parseSettings(signIn).shares.visitors).toBe(1)
  expect(parseSettings({ ...signIn, ANONYMOUS: "on" }).shares.visitors).toBe(0.6)
})

test("OIDC_ISSUER and OIDC_CLIENT_ID must be set together", () => {
  for (const one of [{ OIDC_ISSUER: "https://id.example.com" }, { OIDC_CLIENT_ID: "site" }]) {
    expect(() => parseSettings(one)).toThrow("OIDC_ISSUER and OIDC_CLIENT_ID must be set together.")
  }
})

test("lists, limits by role in nano-dollars and a local issuer are parsed", () => {
  const { signIn, roleLimits } = parseSettings({
    OIDC_ISSUER: "http://localhost:4102",
    OIDC_CLIENT_ID: "parley",
    OIDC_REQUIRED_GROUPS: "staff, guests",
    OIDC_REQUIRED_DOMAINS: "Example.com",
    OIDC_ORIGINS: "https://login.example.com",
    ROLE_LIMITS: '{"staff":{"budgetUsd":2.5,"turns":500}}',
  })
  expect(signIn).toMatchObject({
    requiredGroups: ["staff", "guests"],
    requiredDomains: ["example.com"],
    origins: ["http://localhost:4102", "https://login.example.com"],
  })
  expect(roleLimits).toEqual({ staff: { budget: 25e8, turns: 500 } })
})
