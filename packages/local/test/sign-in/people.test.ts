import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { visitorAt } from "@parley/testing/stage/visitor.ts"
import type { JWTPayload } from "jose"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { startTestIssuer, type TestIssuer } from "../support/issuer.ts"

let issuer: TestIssuer
let bedrock: FaultBedrock
let stage: TestStage | undefined
beforeAll(async () => {
  issuer = await startTestIssuer()
  bedrock = await startFaultBedrock()
})
afterAll(async () => {
  await bedrock?.close()
  await issuer?.stop()
})

const useStage = (env: Record<string, string>) => {
  beforeAll(async () => {
    stage = await startTestStage({ bedrockUrl: bedrock.url, env: { ...issuer.settings, ...env } })
  })
  afterAll(() => stage?.stop())
}
const personWith = async (claims: JWTPayload) => visitorAt(stage?.url ?? "", { token: await issuer.token(claims) })

describe("access limited to groups and domains", () => {
  useStage({
    ANONYMOUS: "on",
    OIDC_GROUPS_CLAIM: "cognito:groups",
    OIDC_REQUIRED_GROUPS: "staff, admins",
    OIDC_REQUIRED_DOMAINS: "example.com,example.org",
  })
  const good = { "cognito:groups": ["staff"], email: "one@example.com", email_verified: true }

  test.each<[string, JWTPayload]>([
    ["in one of the groups", {}],
    ["in another of the groups, as a string claim", { "cognito:groups": "admins" }],
    ["in one of the groups among many", { "cognito:groups": ["a", "staff", "b"] }],
    ["in another allowed domain, in capitals", { email: "One@EXAMPLE.ORG" }],
    ["with email_verified as a string", { email_verified: "true" }],
  ])("%s: allowed", async (_who, claims) => {
    expect((await (await personWith({ ...good, ...claims })).json("GET", "/conversations")).status).toBe(200)
  })

  test.each<[string, JWTPayload]>([
    ["in no group", { "cognito:groups": undefined }],
    ["in another group", { "cognito:groups": ["guests"] }],
    ["in a group with a similar name", { "cognito:groups": ["Staff", "staff ", "staff,admins"] }],
    ["with the group in another claim", { "cognito:groups": undefined, groups: ["staff"], roles: ["staff"] }],
    ["with a malformed groups claim", { "cognito:groups": { staff: true } }],
    ["without an address", { email: undefined }],
    ["with a domain in place of an address", { email: "example.com" }],
    ["with an address without a local part", { email: "@example.com" }],
    ["with two @ in the address", { email: "one@example.net@example.com" }],
    ["with an unverified address", { email_verified: false }],
    ["with an address without email_verified", { email_verified: undefined }],
    ["in another domain", { email: "one@example.net" }],
    ["in a subdomain", { email: "one@mail.example.com" }],
    ["in a domain with the same ending", { email: "one@notexample.com" }],
    ["in a domain with the same beginning", { email: "one@example.com.example.net" }],
    ["with the domain as the address", { email: "example.com@example.net" }],
    ["with a list of addresses", { email: ["one@example.com"] as unknown as string }],
  ])("%s: refused", async (_who, claims) => {
    const person = await personWith({ ...good, ...claims })
    for (const [method, path, body] of [
      ["GET", "/conversations"],
      ["POST", "/chat", { content: [{ text: "Hi" }] }],
    ] as const) {
      const { status, body: answer, headers } = await person.json(method, path, body)
      const { requestId: _, ...problem } = answer
      expect([status, headers.get("set-cookie")]).toEqual([403, null])
      expect(problem).toEqual({
        type: "about:blank",
        title: "Not allowed",
        status: 403,
        detail: "Your account has no access to this site. Ask the site's operator, or use another account.",
        code: "auth.forbidden",
      })
    }
    expect(bedrock.calls).toHaveLength(0)
  })
})

describe("signed-in users and visitors at one network address", () => {
  useStage({ ANONYMOUS: "on", BUDGET_ADDRESS_DAILY_USD: "0.5" })

  test("the usage of signed-in users does not reduce the visitors' limit", async () => {
    const question = ["POST", "/chat", { content: [{ text: "Hi" }] }] as const
    bedrock.script({ usage: { inputTokens: 10_000_000, outputTokens: 1 } })
    expect((await (await personWith({ sub: "dear" })).json(...question)).status).toBe(200)
    const visitor = visitorAt(stage?.url ?? "")
    expect((await visitor.json(...question)).status).toBe(200)
    bedrock.script({ usage: { inputTokens: 10_000_000, outputTokens: 1 } })
    expect((await visitor.json(...question)).status).toBe(200)
    const { status, body } = await visitorAt(stage?.url ?? "").json(...question)
    expect([status, body.scope]).toEqual([429, "address"])
  })
})

describe("limits by role", () => {
  useStage({
    ANONYMOUS: "on",
    TURNS_PER_VISITOR_DAILY: "1",
    ROLE_LIMITS: '{"staff":{"budgetUsd":4.5,"turns":2},"admins":{"budgetUsd":0.5,"turns":3},"guests":{"budgetUsd":0,"turns":9}}',
  })

  test.each<[string, string[] | undefined, number, number]>([
    ["no role", undefined, 1, 1],
    ["a role without limits", ["others"], 1, 1],
    ["a role with limits", ["staff"], 2, 4.5],
    ["two roles, the largest of each", ["staff", "admins"], 3, 4.5],
  ])("%s", async (role, groups, turns, dollars) => {
    const person = await personWith({ sub: role, groups })
    type Limits = { limits: { turnsPerDay: number; budgetUsdPerDay: number } }
    type Use = { today: { budget: { limitUsd: number }; turns: { limit: number; left: number } } }
    expect((await person.json<Limits>("GET", "/config")).body.limits).toMatchObject({ turnsPerDay: turns, budgetUsdPerDay: dollars })
    for (let taken = 0; taken < turns; taken++) expect((await person.json("POST", "/chat", { content: [{ text: "Hi" }] })).status).toBe(200)
    const { today } = (await person.json<Use>("GET", "/usage")).body
    expect(today).toMatchObject({ budget: { limitUsd: dollars }, turns: { limit: turns, left: 0 } })
    const { status, body } = await person.json("POST", "/chat", { content: [{ text: "Hi" }] })
    expect([status, body.code, body.scope]).toEqual([429, "rate.exceeded", "visitor"])
  })

  test("cost counts against the role's budget", async () => {
    const { status, body } = await (await personWith({ sub: "guest", groups: ["guests"] })).json("POST", "/chat", {
      content: [{ text: "Hi" }],
    })
    expect([status, body.code, body.scope, body.limit]).toEqual([429, "budget.exhausted", "visitor", 0])
  })

  test("a visitor has the site's limits", async () => {
    const { body } = await visitorAt(stage?.url ?? "").json<{ limits: unknown }>("GET", "/config")
    expect(body.limits).toMatchObject({ turnsPerDay: 1, budgetUsdPerDay: 1 })
  })
})
