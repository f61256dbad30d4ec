import { describe, expect, test } from "vitest"
import { about, quotaOf, useDoctor } from "./support/doctor.ts"
import { denied } from "./support/fake-aws.ts"

const { visit: doctor } = useDoctor()
const haiku = "anthropic.claude-haiku-5-5"

describe("the stage", () => {
  const other = { comment: "a blog", origins: ["blog.s3.eu-west-1.amazonaws.com"] }
  const prod = { comment: "parley prod", origins: ["site.s3.us-east-1.amazonaws.com", "abc123.execute-api.us-east-1.amazonaws.com"] }

  test("is told to be deployed in this region, wherever it is among the account's distributions", async () => {
    expect(about(await doctor({ distributions: [other, prod] }), "stage")).toEqual(["✓ stage deployed in us-east-1"])
    expect(about(await doctor({ distributions: [other] }), "stage")).toEqual(["✓ stage not deployed yet in this account"])
  })

  test("must not be deployed to a second region", async () => {
    const seen = await doctor({ distributions: [other, prod] }, { AWS_REGION: "eu-west-1" })
    expect(about(seen, "stage")).toEqual([
      '✗ stage "prod" is deployed in us-east-1: a deploy to eu-west-1 would stop half way, because names of the account exist already.',
      "→ Set AWS_REGION=us-east-1, use a stage of another name, or remove the one in us-east-1 first.",
    ])
    expect(seen.exitCode).toBe(1)
  })

  test("meets CloudFront's verification in an account without a distribution", async () => {
    const seen = await doctor({ distributions: [] })
    expect(about(seen, "stage")[0]).toMatch(/^! stage This account has no CloudFront distribution\./)
    expect(seen.exitCode).toBe(0)
  })

  test("is not checked where the credentials may not ask", async () => {
    expect(about(await doctor({ distributions: denied }), "stage")[0]).toMatch(/^\? stage not checked: .*cloudfront:ListDistributions/)
  })
})

describe("the model", () => {
  test("that has ended must be replaced", async () => {
    const seen = await doctor({}, { MODEL_ID: "anthropic.claude-3-5-sonnet-20241022-v2:0" })
    expect(about(seen, "model")).toEqual([
      "✗ model Claude 3.5 Sonnet has ended on Bedrock.",
      `→ Set MODEL_ID to an active model such as us.${haiku}.`,
    ])
    expect(seen.exitCode).toBe(1)
  })

  test("that is legacy is warned of with its last day", async () => {
    const modelLifecycle = { status: "LEGACY", endOfLifeTime: "2099-04-08T00:00:00Z" }
    const modelDetails = { modelArn: "arn:aws:bedrock:us-east-1::foundation-model/x", modelId: "x", modelLifecycle }
    const seen = await doctor({ bedrock: { [`/foundation-models/${haiku}`]: { json: { modelDetails } } } })
    expect(about(seen, "model")[0]).toBe(
      "! model Claude Haiku 5.5 is legacy and ends on 2099-04-08: accounts that have not used it of late are refused.",
    )
    expect(seen.exitCode).toBe(0)
  })

  test.each([
    ["the account is held", { authorizationStatus: "NOT_AUTHORIZED" }, "✗ access AWS does not let this account use Claude Haiku 5.5."],
    [
      "there is no agreement",
      { agreementAvailability: { status: "NOT_AVAILABLE" } },
      "✗ access This account has no Marketplace agreement for Claude Haiku 5.5 yet.",
    ],
    [
      "the agreement is being made",
      { agreementAvailability: { status: "PENDING" } },
      "! access The Marketplace agreement for Claude Haiku 5.5 is being made.",
    ],
  ])("is not open to the account while %s", async (_, members, said) => {
    const open = {
      modelId: haiku,
      authorizationStatus: "AUTHORIZED",
      entitlementAvailability: "AVAILABLE",
      regionAvailability: "AVAILABLE",
    }
    const json = { ...open, agreementAvailability: { status: "AVAILABLE" }, ...members }
    const seen = await doctor({ bedrock: { [`/foundation-model-availability/${haiku}`]: { json } } })
    expect(about(seen, "access")[0]).toBe(said)
    expect(seen.exitCode).toBe(said.startsWith("✗") ? 1 : 0)
  })

  test("needs the use-case form", async () => {
    const seen = await doctor({ bedrock: { "/use-case-for-model-access": { status: 404, error: "ResourceNotFoundException" } } })
    expect(about(seen, "use case")[0]).toBe("✗ use case Anthropic's use-case form is not filled in: every call would be refused.")
    expect(seen.exitCode).toBe(1)
  })

  test("is called once when asked to, and says what that cost", async () => {
    const seen = await doctor({}, {}, { call: true })
    expect(about(seen, "call")[0]).toMatch(new RegExp(`^✓ call us\\.${haiku} answered, for 0\\.000\\d+ USD$`))
    expect(about(await doctor(), "call")).toEqual([])
  })
})

test("a profile that sends requests where the role may not follow is found", async () => {
  const models = ["us-east-1", "us-east-2", "us-west-2", "us-west-1"].map((region) => ({
    modelArn: `arn:aws:bedrock:${region}::foundation-model/${haiku}`,
  }))
  const more = { [`/inference-profiles/us.${haiku}`]: { json: { models, status: "ACTIVE" } } }
  const seen = await doctor({ bedrock: more })
  expect(about(seen, "profile")[0]).toContain(`✗ profile us.${haiku} also sends requests to us-west-1, where the function's role may not`)
  expect(seen.exitCode).toBe(1)
  const fewer = { [`/inference-profiles/us.${haiku}`]: { json: { models: models.slice(0, 2), status: "ACTIVE" } } }
  expect(about(await doctor({ bedrock: fewer }), "profile")[0]).toBe(
    `! profile The role allows us-west-2, where us.${haiku} sends nothing.`,
  )
})

test("a log of every prompt is warned of, for it belongs to the account", async () => {
  const json = { loggingConfig: { textDataDeliveryEnabled: true, cloudWatchConfig: { logGroupName: "bedrock-calls", roleArn: "arn" } } }
  const seen = await doctor({ bedrock: { "/logging/modelinvocations": { json } } })
  expect(about(seen, "log")[0]).toBe("! log Bedrock writes every prompt and answer in us-east-1 into bedrock-calls.")
  expect(seen.exitCode).toBe(0)
})

test("what the credentials may not ask is not checked, and does not stand in the way", async () => {
  const paths = [`/foundation-models/${haiku}`, `/foundation-model-availability/${haiku}`, `/inference-profiles/us.${haiku}`]
  const bedrockDenies = Object.fromEntries(
    [...paths, "/use-case-for-model-access", "/logging/modelinvocations"].map((path) => [path, denied]),
  )
  const seen = await doctor({ bedrock: bedrockDenies, quotas: denied, lambda: denied })
  expect(about(seen, "profile")).toEqual([
    "? profile not checked: these credentials may not call bedrock:GetInferenceProfile.",
    "→ Allow that action, or run this as the role that deploys.",
  ])
  expect(seen.lines.at(-1)).toMatch(/^Ready to deploy \(.*7 not checked\)/)
  expect(seen.exitCode).toBe(0)
})

describe("quotas", () => {
  test("of nothing at all are found before the first person is throttled", async () => {
    const seen = await doctor({ quotas: quotaOf(0) })
    expect(about(seen, "quota")[0]).toBe(`✗ quota This account's quota for us.${haiku} is 0: every call is throttled.`)
    expect(seen.exitCode).toBe(1)
  })

  test("that are small are told in turns a minute", async () => {
    const warned = await doctor({ quotas: quotaOf(100_000) })
    expect(about(warned, "quota")[0]).toMatch(/^! quota 100,000 tokens a minute for .*: some 24 turns a minute, 3 of the largest/)
    expect(warned.exitCode).toBe(0)
    const tooSmall = await doctor({ quotas: quotaOf(10_000) })
    expect(about(tooSmall, "quota")[0]).toMatch(/^✗ quota 10,000 tokens a minute .*: a turn with a long history can never run\.$/)
    expect(tooSmall.exitCode).toBe(1)
  })

  test("that Service Quotas does not list are looked up by a person", async () => {
    expect(about(await doctor({ quotas: [[]] }), "quota")[0]).toBe(`? quota Service Quotas lists no tokens per minute for us.${haiku}.`)
  })

  test("of a new account hold no reserved executions", async () => {
    const lambda = { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 }
    const seen = await doctor({ lambda })
    expect(about(seen, "concurrency")).toEqual([
      "✗ concurrency The functions reserve 75 of the account's 10 executions, of which Lambda keeps 100 free: the deploy would fail.",
      expect.stringContaining("→ Set CONCURRENCY=none, or ask for more"),
    ])
    expect(seen.exitCode).toBe(1)
    const unreserved = await doctor({ lambda }, { CONCURRENCY: "none" })
    expect(about(unreserved, "concurrency")[0]).toBe("! concurrency Nothing is reserved: at most 10 requests at once in the whole account.")
    expect(unreserved.exitCode).toBe(0)
  })

  test("that other functions have reserved are warned of", async () => {
    const seen = await doctor({ lambda: { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: 150 } })
    expect(about(seen, "concurrency")[0]).toContain("! concurrency The functions reserve 75 of the account's 1000 executions, and 50 are")
  })
})
