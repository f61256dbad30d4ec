import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { about, diagnoses, type Environment, finding, useDoctor } from "./support/doctor.ts"
import type { World } from "./support/fake-aws.ts"

const { visit: doctor, program } = useDoctor()
const haiku = "anthropic.claude-haiku-5-5"

test("a healthy account is ready to deploy, and the report lists account, region and limits", async () => {
  const seen = await program(["--stage", "prod"])
  expect(diagnoses(seen).filter((each) => !/ (node|sst|platform)$/.test(each))).toEqual(
    ["region", "settings", "credentials", "stage", "model", "profile", "access", "use case", "log", "quota", "concurrency"].map(
      (what) => `✓ ${what}`,
    ),
  )
  expect(finding(seen, "settings")).toContain(`us.${haiku} · answers up to 2,048 tokens · 20 USD a day · kept 30 days`)
  expect(finding(seen, "credentials")).toContain("123456789012, as assumed-role/Deployer/session")
  expect(finding(seen, "profile")).toContain("us-east-1, us-east-2, us-west-2")
  expect(finding(seen, "quota")).toMatch(/6,000,000 .* 1,464 /)
  expect(finding(seen, "concurrency")).toMatch(/75 .* 1000/)
  expect(seen.lines.at(-1)).toMatch(/^Ready to deploy.*: npm run deploy -- --stage prod$/)
  expect(seen.exitCode).toBe(0)
  expect(seen.lines.join("\n")).not.toContain("a-secret-that-must-not-be-shown")
})

test("a region of another geography has its own profile, any other region the global profile", async () => {
  expect(finding(await doctor({}, { AWS_REGION: "eu-west-1" }), "profile")).toMatch(/^✓ .*eu\..*eu-central-1/)
  expect(finding(await doctor({}, { AWS_REGION: "ap-south-1" }), "profile")).toMatch(/^✓ .*global\..*ap-south-1, any region/)
})

const noKeys = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" }
const refusedWith = (error: string): World => ({ identity: { status: 403, error } })

describe("credentials", () => {
  test.each<[string, World, Environment, RegExp]>([
    ["missing", {}, noKeys, /^✗ .*profile "default".*aws sso login/],
    ["expired", refusedWith("ExpiredToken"), {}, /^✗ .*expired/],
    ["unknown to AWS", refusedWith("InvalidClientTokenId"), {}, /^✗ .*does not know/],
    ["with a wrong secret", refusedWith("SignatureDoesNotMatch"), {}, /^✗ .*secret key.*clock/],
    [
      "of an expired single sign-on session",
      {},
      { ...noKeys, AWS_PROFILE: "team", AWS_CONFIG_FILE: fileURLToPath(new URL("support/sso-profile.ini", import.meta.url)) },
      /^✗ .*aws sso login --profile team/,
    ],
    ["that cannot be checked because AWS is unreachable", {}, { AWS_ENDPOINT_URL_STS: "http://127.0.0.1:1" }, /^✗ .*reach/],
  ])("%s stop the deploy", async (_, world, env, said) => {
    const seen = await doctor(world, env)
    expect(finding(seen, "credentials")).toMatch(said)
    expect(about(seen, "account")[0]).toMatch(/^\? /)
    expect(seen.lines.at(-1)).toMatch(/^Not ready: 1 to fix.*1 not checked/)
    expect(seen.exitCode).toBe(1)
  })

  test("of the root user cause a warning", async () => {
    const seen = await doctor({ identity: { account: "123456789012", arn: "arn:aws:iam::123456789012:root" } })
    expect(finding(seen, "credentials")).toMatch(/^! .*root/)
    expect(seen.exitCode).toBe(0)
  })
})

describe("the region", () => {
  test.each([
    ["virginia", /^✗ .*virginia/],
    ["cn-north-1", /^✗ .*partition/],
    ["", /^! .*us-east-1/],
  ])("%j is not one to deploy to by intent", async (region, said) => {
    expect(finding(await doctor({}, { AWS_REGION: region }), "region")).toMatch(said)
  })

  test("without the model's profile lists its available profiles", async () => {
    const seen = await doctor({}, { AWS_REGION: "eu-west-1", MODEL_ID: `us.${haiku}` })
    expect(finding(seen, "profile")).toMatch(new RegExp(`^✗ .*MODEL_ID to eu\\.${haiku} or global\\.${haiku}`))
    expect(seen.exitCode).toBe(1)
  })
})

test.each<[Environment, string, RegExp]>([
  [{ MAX_TOKENS: "lots" }, "settings", /^✗ .*MAX_TOKENS must be/],
  [{ CONCURRENCY: "0" }, "settings", /^✗ .*CONCURRENCY must be/],
  [{ DOMAIN: "https://chat.example.com" }, "settings", /^✗ .*DOMAIN must be/],
  [{ BUDGET_VISITOR_DAILY_USD: "0.001" }, "budget", /^✗ .*your budget/],
  [{ BUDGET_STAGE_DAILY_USD: "0" }, "budget", /^! .*BUDGET_STAGE_DAILY_USD/],
  [{ ALARM_EMAIL: "" }, "alarms", /^! .*ALARM_EMAIL/],
])("settings %o are found before visitors meet them", async (env, what, said) => {
  const seen = await doctor({}, env)
  expect(finding(seen, what)).toMatch(said)
  expect(seen.exitCode).toBe(said.source.startsWith("^✗") ? 1 : 0)
})

test("a stage without alarms needs no ALARM_EMAIL", async () => {
  expect(about(await doctor({}, { ALARM_EMAIL: "" }, { stage: "my-stage" }), "alarms")).toEqual([])
})

test.each([
  [["--stage", "production"], 'There is no stage "production": did you mean "prod"? A personal stage needs a name of its own.'],
  [[], "Name the stage: npm run doctor -- --stage dev, staging, prod or a name of your own."],
  [["--stage", "prod", "--fix"], expect.stringContaining("Unknown option '--fix'")],
])("an unknown stage or option is refused in one sentence: %o", async (args, said) => {
  const seen = await program(args)
  expect(seen.lines).toEqual([said])
  expect(seen.exitCode).toBe(1)
})

test("--help names the options", async () => {
  const seen = await program(["--help"])
  expect(seen.lines.join("\n")).toMatch(/--stage NAME[\s\S]*--call/)
  expect(seen.exitCode).toBe(0)
})
