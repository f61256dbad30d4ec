import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { about, useDoctor } from "./support/doctor.ts"

const { visit: doctor, program } = useDoctor()
const haiku = "anthropic.claude-haiku-5-5"

test("a healthy account is ready to deploy", async () => {
  const seen = await program(["--stage", "prod"])
  expect(seen.lines.map((line) => line.replace(/\s+/g, " ")).filter((line) => !/^. (node|sst|platform) |^→|^ →/.test(line))).toEqual([
    "Stage prod",
    "✓ region us-east-1",
    `✓ settings us.${haiku} · answers up to 2,048 tokens · 20 USD a day · kept 30 days`,
    "✓ credentials account 123456789012, as assumed-role/Deployer/session",
    "✓ stage deployed in us-east-1",
    "✓ model Claude Haiku 5.5 is active",
    `✓ profile us.${haiku} sends requests to us-east-1, us-east-2, us-west-2, and the role covers them`,
    "✓ access this account may call Claude Haiku 5.5",
    "✓ use case Anthropic's use-case form is filled in",
    "✓ log Bedrock writes no prompts and answers into a log",
    expect.stringMatching(
      /^✓ quota 6,000,000 tokens a minute for us\.anthropic\.claude-haiku-5-5: some 1,464 turns a minute, \d+ of the largest/,
    ),
    "✓ concurrency The functions reserve 75 of the account's 1000 executions",
    "",
    expect.stringMatching(/^Ready to deploy.*: npm run deploy -- --stage prod$/),
  ])
  expect(seen.exitCode).toBe(0)
  expect(seen.lines.join("\n")).not.toContain("a-secret-that-must-not-be-shown")
})

test("a region of another geography has its own profile, a far one the global profile", async () => {
  expect(about(await doctor({}, { AWS_REGION: "eu-west-1" }), "profile")[0]).toMatch(/^✓ profile eu\..*eu-central-1/)
  expect(about(await doctor({}, { AWS_REGION: "ap-south-1" }), "profile")[0]).toMatch(
    /^✓ profile global\..*ap-south-1, any region, and the role covers them$/,
  )
})

describe("credentials", () => {
  test("that are missing end the visit with what to do", async () => {
    const seen = await doctor({}, { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" })
    expect(about(seen, "credentials")).toEqual([
      '✗ credentials There are no AWS credentials in the environment or the profile "default".',
      expect.stringContaining("→ Sign in (aws sso login"),
    ])
    expect(about(seen, "account")[0]).toBe("? account not checked: stage, models, quotas and concurrency.")
    expect(seen.lines.at(-1)).toMatch(/^Not ready: 1 to fix, (1 to look at, )?1 not checked\.$/)
    expect(seen.exitCode).toBe(1)
  })

  test.each([
    ["ExpiredToken", "These AWS credentials have expired."],
    ["InvalidClientTokenId", "AWS does not know these credentials: they were deleted or mistyped."],
    ["SignatureDoesNotMatch", "The secret key does not belong to the access key, or this machine's clock is wrong."],
  ])("that AWS refuses with %s are told in words", async (error, said) => {
    const seen = await doctor({ identity: { status: 403, error } })
    expect(about(seen, "credentials")[0]).toBe(`✗ credentials ${said}`)
    expect(seen.exitCode).toBe(1)
  })

  test("that a single sign-on has to renew name the command for it", async () => {
    const profile = { AWS_PROFILE: "team", AWS_CONFIG_FILE: fileURLToPath(new URL("support/sso-profile.ini", import.meta.url)) }
    const seen = await doctor({}, { ...profile, AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" })
    expect(about(seen, "credentials")).toEqual([
      '✗ credentials The single sign-on of the profile "team" is missing or has expired.',
      "→ Run aws sso login --profile team.",
    ])
    expect(seen.exitCode).toBe(1)
  })

  test("of the root user are warned of", async () => {
    const seen = await doctor({ identity: { account: "123456789012", arn: "arn:aws:iam::123456789012:root" } })
    expect(about(seen, "credentials")[0]).toBe("! credentials account 123456789012, as its root user.")
    expect(seen.exitCode).toBe(0)
  })

  test("for an address that nobody answers are not blamed", async () => {
    const seen = await doctor({}, { AWS_ENDPOINT_URL_STS: "http://127.0.0.1:1" })
    expect(about(seen, "credentials")[0]).toBe("✗ credentials AWS could not be reached.")
    expect(seen.exitCode).toBe(1)
  })
})

describe("the region", () => {
  test("that cannot call the model's profile names the profiles it can", async () => {
    const seen = await doctor({}, { AWS_REGION: "eu-west-1", MODEL_ID: `us.${haiku}` })
    expect(about(seen, "profile")).toEqual([
      `✗ profile There is no inference profile us.${haiku} in eu-west-1.`,
      `→ Set MODEL_ID to eu.${haiku} or global.${haiku}.`,
    ])
    expect(seen.exitCode).toBe(1)
  })

  test("that is not one is refused, and one that nobody set is named", async () => {
    expect(about(await doctor({}, { AWS_REGION: "virginia" }), "region")[0]).toBe('✗ region "virginia" is not the name of a region.')
    expect(about(await doctor({}, { AWS_REGION: "cn-north-1" }), "region")[0]).toContain(
      "✗ region cn-north-1 belongs to a partition of its own",
    )
    expect(about(await doctor({}, { AWS_REGION: "" }), "region")[0]).toBe("! region No region is set: SST takes us-east-1.")
  })
})

describe("settings", () => {
  test.each([
    [{ MAX_TOKENS: "lots" }, /^✗ settings MAX_TOKENS must be/],
    [{ CONCURRENCY: "0" }, /^✗ settings CONCURRENCY must be/],
    [{ DOMAIN: "https://chat.example.com" }, /^✗ settings DOMAIN must be/],
  ])("that are bad are named: %o", async (env, said) => {
    const seen = await doctor({}, env)
    expect(about(seen, "settings")[0]).toMatch(said)
    expect(seen.exitCode).toBe(1)
  })

  test("under which no turn fits are told before people meet them", async () => {
    const seen = await doctor({}, { BUDGET_VISITOR_DAILY_USD: "0.001" })
    expect(about(seen, "budget")[0]).toMatch(/^✗ budget No turn with history fits: .*your budget/)
    expect(about(await doctor({}, { BUDGET_STAGE_DAILY_USD: "0" }), "budget")[0]).toBe(
      "! budget BUDGET_STAGE_DAILY_USD is 0: every turn is refused.",
    )
  })

  test("without an address for alarms are warned of in a protected stage only", async () => {
    expect(about(await doctor({}, { ALARM_EMAIL: "" }), "alarms")[0]).toBe("! alarms ALARM_EMAIL is not set: alarms reach nobody.")
    expect(about(await doctor({}, { ALARM_EMAIL: "" }, { stage: "ada" }), "alarms")).toEqual([])
  })
})

test.each([
  [["--stage", "production"], 'There is no stage "production": did you mean "prod"? A personal stage needs a name of its own.'],
  [[], "Name the stage: npm run doctor -- --stage dev, staging, prod or a name of your own."],
  [["--stage", "prod", "--fix"], expect.stringContaining("Unknown option '--fix'")],
])("a stage or an option that cannot be is one sentence: %o", async (args, said) => {
  const seen = await program(args)
  expect(seen.lines).toEqual([said])
  expect(seen.exitCode).toBe(1)
})
