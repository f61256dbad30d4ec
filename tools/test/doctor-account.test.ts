import { describe, expect, test } from "vitest"
import { about, type Environment, finding, quotaOf, useDoctor } from "./support/doctor.ts"
import { denied, type World } from "./support/fake-aws.ts"

const { visit: doctor } = useDoctor()
const haiku = "anthropic.claude-haiku-5-5"
const blog = { comment: "a blog", origins: ["blog.s3.eu-west-1.amazonaws.com"] }
const prod = { comment: "parley prod", origins: ["site.s3.us-east-1.amazonaws.com", "abc123.execute-api.us-east-1.amazonaws.com"] }
const availability = (members: object) => ({
  bedrock: {
    [`/foundation-model-availability/${haiku}`]: {
      json: {
        modelId: haiku,
        authorizationStatus: "AUTHORIZED",
        entitlementAvailability: "AVAILABLE",
        regionAvailability: "AVAILABLE",
        agreementAvailability: { status: "AVAILABLE" },
        ...members,
      },
    },
  },
})
const legacy = {
  modelArn: `arn:aws:bedrock:us-east-1::foundation-model/${haiku}`,
  modelId: haiku,
  modelLifecycle: { status: "LEGACY", endOfLifeTime: "2099-04-08T00:00:00Z" },
}
const invocationLog = { textDataDeliveryEnabled: true, cloudWatchConfig: { logGroupName: "bedrock-calls", roleArn: "arn" } }
const profileTo = (...regions: string[]): World => {
  const models = regions.map((region) => ({ modelArn: `arn:aws:bedrock:${region}::foundation-model/${haiku}` }))
  return { bedrock: { [`/inference-profiles/us.${haiku}`]: { json: { models, status: "ACTIVE" } } } }
}
const newAccount = { lambda: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 } }

// The subject, and the text that the finding must contain.
const cases: [string, World, Environment, string, RegExp][] = [
  ["a stage deployed in this region", { distributions: [blog, prod] }, {}, "stage", /^✓ .*deployed in us-east-1/],
  ["a stage that is not deployed", { distributions: [blog] }, {}, "stage", /^✓ .*not deployed/],
  [
    "a stage deployed in another region",
    { distributions: [blog, prod] },
    { AWS_REGION: "eu-west-1" },
    "stage",
    /^✗ .*us-east-1.*eu-west-1.*AWS_REGION=us-east-1/,
  ],
  ["an account without a distribution", { distributions: [] }, {}, "stage", /^! .*no CloudFront distribution/],
  ["credentials that may not list distributions", { distributions: denied }, {}, "stage", /^\? .*cloudfront:ListDistributions/],
  [
    "a model that has ended",
    {},
    { MODEL_ID: "anthropic.claude-3-5-sonnet-20241022-v2:0" },
    "model",
    new RegExp(`^✗ .*ended.*us\\.${haiku}`),
  ],
  [
    "a legacy model",
    { bedrock: { [`/foundation-models/${haiku}`]: { json: { modelDetails: legacy } } } },
    {},
    "model",
    /^! .*legacy.*2099-04-08/,
  ],
  ["an account without access to the model", availability({ authorizationStatus: "NOT_AUTHORIZED" }), {}, "access", /^✗ .*Haiku 5\.5/],
  [
    "no Marketplace agreement",
    availability({ agreementAvailability: { status: "NOT_AVAILABLE" } }),
    {},
    "access",
    /^✗ .*Marketplace.*--call/,
  ],
  ["a pending agreement", availability({ agreementAvailability: { status: "PENDING" } }), {}, "access", /^! .*Marketplace.*15 minutes/],
  [
    "no use-case form",
    { bedrock: { "/use-case-for-model-access": { status: 404, error: "ResourceNotFoundException" } } },
    {},
    "use case",
    /^✗ /,
  ],
  [
    "a profile with a destination that the role does not allow",
    profileTo("us-east-1", "us-east-2", "us-west-2", "us-west-1"),
    {},
    "profile",
    /^✗ .*us-west-1.*infra\/model\.ts/,
  ],
  ["a role that allows more than the profile needs", profileTo("us-east-1", "us-east-2"), {}, "profile", /^! .*us-west-2/],
  [
    "an account that logs every prompt",
    { bedrock: { "/logging/modelinvocations": { json: { loggingConfig: invocationLog } } } },
    {},
    "log",
    /^! .*us-east-1.*bedrock-calls/,
  ],
  ["a quota of 0", { quotas: quotaOf(0) }, {}, "quota", new RegExp(`^✗ .*us\\.${haiku} is 0`)],
  ["a small quota", { quotas: quotaOf(100_000) }, {}, "quota", /^! .*100,000 .* 24 .* 3 of the largest/],
  ["a quota below the largest turn", { quotas: quotaOf(10_000) }, {}, "quota", /^✗ .*10,000/],
  ["a quota that Service Quotas does not list", { quotas: [[]] }, {}, "quota", /^\? /],
  ["a new account's executions", newAccount, {}, "concurrency", /^✗ .*75 .* 10 .*CONCURRENCY=none/],
  ["a new account without reserved executions", newAccount, { CONCURRENCY: "none" }, "concurrency", /^! .*10 /],
  [
    "executions reserved by other functions",
    { lambda: { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: 150 } },
    {},
    "concurrency",
    /^! .*75 .* 1000 .* 50 /,
  ],
]

test.each(cases)("%s", async (_, world, env, what, said) => {
  const seen = await doctor(world, env)
  expect(finding(seen, what)).toMatch(said)
  expect(seen.exitCode).toBe(said.source.startsWith("^✗") ? 1 : 0)
})

test("a model is called only with --call, and the finding names the price", async () => {
  expect(finding(await doctor({}, {}, { call: true }), "call")).toMatch(new RegExp(`^✓ .*us\\.${haiku} .* 0\\.000\\d+ USD$`))
  expect(about(await doctor(), "call")).toEqual([])
})

describe("a check without permission", () => {
  test("is reported with its IAM action, and does not stop the deploy", async () => {
    const paths = [`/foundation-models/${haiku}`, `/foundation-model-availability/${haiku}`, `/inference-profiles/us.${haiku}`]
    const bedrock = Object.fromEntries([...paths, "/use-case-for-model-access", "/logging/modelinvocations"].map((path) => [path, denied]))
    const seen = await doctor({ bedrock, quotas: denied, lambda: denied })
    expect(finding(seen, "profile")).toMatch(/^\? .*bedrock:GetInferenceProfile/)
    expect(seen.lines.at(-1)).toMatch(/^Ready to deploy \(.*7 not checked\)/)
    expect(seen.exitCode).toBe(0)
  })
})
