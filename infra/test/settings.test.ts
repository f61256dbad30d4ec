import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { root } from "../../tools/synth/paths.ts"
import { functionSettings, parseFunctionSettings, parseStackSettings } from "../settings.ts"
import { stageSettings } from "../stage.ts"

const stackOnly = [
  "CONCURRENCY",
  "DOMAIN",
  "ALARM_EMAIL",
  "COGNITO",
  "COGNITO_SELF_SIGN_UP",
  "COGNITO_MFA",
  "PERMISSIONS_BOUNDARY",
  "WAF_CHALLENGE",
]
const prod = stageSettings("prod")
const stack = (env: Record<string, string>, name = "prod") => parseStackSettings(env, name, stageSettings(name))

describe("the settings of the stack", () => {
  test("default to the stage's own", () => {
    expect(stack({})).toEqual({
      concurrency: prod.concurrency,
      tableUnitsPerSecond: { read: 7_500, write: 3_750 },
      domain: undefined,
      alarmEmail: undefined,
      userPool: undefined,
      wafChallenge: false,
      permissionsBoundary: undefined,
      signIn: false,
    })
    expect(stack({ CONCURRENCY: " ", DOMAIN: "", ALARM_EMAIL: "", COGNITO: " ", COGNITO_MFA: "" })).toEqual(stack({}))
  })

  test("CONCURRENCY reserves half as many executions for the second function; `none` reserves none", () => {
    expect(stack({ CONCURRENCY: "9" }).concurrency).toEqual({ chat: 9, conversations: 5 })
    expect(stack({ CONCURRENCY: "1" }).concurrency).toEqual({ chat: 1, conversations: 2 })
    expect(stack({ CONCURRENCY: "none" }).concurrency).toBeNull()
  })

  test("CONCURRENCY can raise the table's maximum throughput, and never lowers it", () => {
    expect(stack({ CONCURRENCY: "200" }).tableUnitsPerSecond).toEqual({ read: 30_000, write: 15_000 })
    for (const CONCURRENCY of ["1", "none"]) expect(stack({ CONCURRENCY }).tableUnitsPerSecond).toEqual(prod.tableUnitsPerSecond)
    expect(stack({}, "my-stage").tableUnitsPerSecond).toEqual({ read: 2_000, write: 1_000 })
  })

  test("DOMAIN is the address of prod, and other stages get a subdomain", () => {
    expect(stack({ DOMAIN: "chat.example.com" }).domain).toBe("chat.example.com")
    expect(stack({ DOMAIN: "chat.example.com" }, "my-stage").domain).toBe("my-stage.chat.example.com")
  })

  test("ALARM_EMAIL must be a single address", () => {
    expect(stack({ ALARM_EMAIL: " on.call+parley@mail.example.com " }).alarmEmail).toBe("on.call+parley@mail.example.com")
  })

  test("COGNITO=on creates a user pool with accounts by administrators and an optional second factor", () => {
    expect(stack({ COGNITO: "on" })).toMatchObject({ userPool: { selfSignUp: false, mfa: "optional" }, signIn: true })
    expect(stack({ COGNITO: "on", COGNITO_SELF_SIGN_UP: "on", COGNITO_MFA: "required" }).userPool).toEqual({
      selfSignUp: true,
      mfa: "required",
    })
    expect(stack({ COGNITO: "off" })).toMatchObject({ userPool: undefined, signIn: false })
    expect(stack({ OIDC_ISSUER: "https://login.example.com" })).toMatchObject({ userPool: undefined, signIn: true })
  })

  test.each(["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_GROUPS_CLAIM", "OIDC_ORIGINS", "OIDC_SCOPE"])(
    "%s and COGNITO=on are refused",
    (name) => {
      expect(() => stack({ COGNITO: "on", [name]: "https://login.example.com" })).toThrow(new RegExp(`^${name} must be left out`))
    },
  )

  test.each(["COGNITO_SELF_SIGN_UP", "COGNITO_MFA"])("%s without a user pool is refused", (name) => {
    const value = name === "COGNITO_MFA" ? "required" : "on"
    expect(() => stack({ [name]: value })).toThrow(new RegExp(`^${name} has no effect without a user pool`))
    expect(() => stack({ [name]: value, COGNITO: "off" })).toThrow(/has no effect without a user pool/)
  })

  test("WAF_CHALLENGE and ALLOWED_ORIGINS are refused together: scripts of other origins cannot pass the challenge", () => {
    expect(stack({ WAF_CHALLENGE: "on" }).wafChallenge).toBe(true)
    const both = { WAF_CHALLENGE: "on", ALLOWED_ORIGINS: "https://a.example.com" }
    expect(() => stack(both)).toThrow(/^WAF_CHALLENGE must be off where ALLOWED_ORIGINS is set/)
    expect(stack({ ...both, WAF_CHALLENGE: "off" }).wafChallenge).toBe(false)
  })

  test("a stage name that is invalid as a Cognito domain is refused before the deploy", () => {
    expect(() => stack({ COGNITO: "on" }, "my-aws")).toThrow(/^COGNITO must be off in a stage whose name holds "aws"/)
    expect(stack({}, "my-aws").userPool).toBeUndefined()
  })

  test.each([
    ["ALARM_EMAIL", "oncall"],
    ["ALARM_EMAIL", "a@example.com,b@example.com"],
    ["ALARM_EMAIL", "On Call <oncall@example.com>"],
    ["ALARM_EMAIL", "oncall@localhost"],
    ["CONCURRENCY", "0"],
    ["CONCURRENCY", "many"],
    ["CONCURRENCY", "-1"],
    ["DOMAIN", "https://chat.example.com"],
    ["DOMAIN", "localhost"],
    ["DOMAIN", "Chat.example.com"],
    ["PERMISSIONS_BOUNDARY", "parley-boundary"],
    ["PERMISSIONS_BOUNDARY", "arn:aws:iam::123456789012:role/parley-boundary"],
    ["WAF_CHALLENGE", "yes"],
    ["COGNITO", "yes"],
    ["COGNITO_SELF_SIGN_UP", "true"],
    ["COGNITO_MFA", "on"],
  ])("%s=%s is refused by name", (name, value) => {
    expect(() => stack({ [name]: value })).toThrow(new RegExp(`^${name} must be`))
  })
})

describe("the settings of the functions", () => {
  test("keep their names and include only those that are set, the stage's budget and the region's model", () => {
    const { environment } = parseFunctionSettings({ MAX_TOKENS: "512", UNRELATED: "x" }, prod, "eu-central-1")
    expect(environment).toEqual({ MAX_TOKENS: "512", BUDGET_STAGE_DAILY_USD: "20", MODEL_ID: "eu.anthropic.claude-haiku-5-5" })
  })

  test("a set value outranks the stage's default", () => {
    expect(parseFunctionSettings({ BUDGET_STAGE_DAILY_USD: "0" }, prod, "us-east-1").settings.budgets.stage).toBe(0)
  })

  test("the functions validate every setting, except names without a format", () => {
    const unchecked = functionSettings.filter((name) => {
      try {
        parseFunctionSettings({ [name]: name === "OIDC_CLIENT_ID" ? "a client" : "*" }, prod, "us-east-1")
        return true
      } catch (error) {
        return !(error as Error).message.startsWith(name)
      }
    })
    expect(unchecked).toEqual(["OIDC_GROUPS_CLAIM", "OIDC_REQUIRED_GROUPS"])
  })

  test("with a user pool that does not exist yet, sign-in is on and the functions get no issuer", () => {
    const { settings, environment } = parseFunctionSettings({ COGNITO: "on", OIDC_REQUIRED_GROUPS: "staff" }, prod, "eu-west-1")
    expect(settings).toMatchObject({ anonymous: false, signIn: { requiredGroups: ["staff"] } })
    expect(Object.keys(environment).sort()).toEqual(["BUDGET_STAGE_DAILY_USD", "MODEL_ID", "OIDC_REQUIRED_GROUPS"])
    expect(parseFunctionSettings({ COGNITO: "on", ANONYMOUS: "on" }, prod, "eu-west-1").settings.anonymous).toBe(true)
  })

  test("are in .env.example, each exactly once", () => {
    const example = readFileSync(`${root}/.env.example`, "utf8")
    const names = [...example.matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name)
    for (const name of [...functionSettings, ...stackOnly]) expect(names).toContain(name)
    expect(names).toHaveLength(new Set(names).size)
  })
})
