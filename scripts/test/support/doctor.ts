import { spawn } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type BedrockEndpoint, startBedrock } from "@parley/local/bedrock/server.ts"
import { afterAll, beforeAll } from "vitest"
import { root } from "../../checks.ts"
import { startFakeAws, type World } from "./fake-aws.ts"

type Visit = { lines: string[]; exitCode: number | null }

const tokensPerMinute = (scope: string, Value: number) => ({
  QuotaName: `${scope} tokens per minute for Anthropic Claude Haiku 5.5`,
  Value,
})
export const quotaOf = (value: number) => [
  [{ QuotaName: "Something else", Value: 1 }],
  [tokensPerMinute("Cross-region model inference", value)],
]

const healthy: World = {
  identity: { account: "123456789012", arn: "arn:aws:sts::123456789012:assumed-role/Deployer/session" },
  quotas: quotaOf(6_000_000),
  lambda: { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: 1_000 },
}

const credentials = { AWS_ACCESS_KEY_ID: "AKIATEST", AWS_SECRET_ACCESS_KEY: "a-secret-that-must-not-be-shown" }
// Blank: not set, and no `.env` of the developer's can set it.
const noSettings = Object.fromEntries(
  ["MODEL_ID", "MAX_TOKENS", "CONTEXT_TOKENS", "CONCURRENCY", "DOMAIN", "ALLOWED_ORIGINS", "RETENTION_DAYS", "TURNS_PER_VISITOR_DAILY"]
    .concat(["BUDGET_VISITOR_DAILY_USD", "BUDGET_ADDRESS_DAILY_USD", "BUDGET_STAGE_DAILY_USD", "COGNITO", "COGNITO_MFA"])
    .concat(["COGNITO_SELF_SIGN_UP", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_SCOPE", "OIDC_GROUPS_CLAIM", "OIDC_REQUIRED_GROUPS"])
    .concat(["OIDC_REQUIRED_DOMAINS", "OIDC_ORIGINS", "ANONYMOUS", "ROLE_LIMITS"])
    .map((name) => [name, ""]),
)
const settings = { ...noSettings, AWS_REGION: "us-east-1", ALARM_EMAIL: "alarms@example.com" }

/** The doctor for the tests of one file: with a healthy account, changed as told. */
export function useDoctor() {
  const responder = {
    countsTokens: false,
    async *answer() {
      yield "OK"
    },
  }
  let bedrock: BedrockEndpoint
  beforeAll(async () => {
    bedrock = await startBedrock({ port: 0, responder })
  })
  afterAll(() => bedrock.close())
  return (world: World = {}, env: Record<string, string> = {}, args = ["--stage", "prod"]) =>
    visit(bedrock.url, { ...healthy, ...world }, { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrock.url, ...env }, args)
}

/** Runs the doctor against an account of this kind, with these settings and nothing else of this machine's. */
async function visit(bedrockUrl: string, world: World, env: Record<string, string> = {}, args = ["--stage", "prod"]): Promise<Visit> {
  const home = await mkdtemp(join(tmpdir(), "parley-doctor-"))
  const aws = await startFakeAws(world, bedrockUrl)
  const endpoints = Object.fromEntries(["STS", "BEDROCK", "LAMBDA", "SERVICE_QUOTAS"].map((name) => [`AWS_ENDPOINT_URL_${name}`, aws.url]))
  try {
    const { PATH, NODE_COMPILE_CACHE } = process.env
    const child = spawn(process.execPath, [`${root}scripts/doctor.ts`, ...args], {
      env: { PATH, NODE_COMPILE_CACHE, HOME: home, AWS_EC2_METADATA_DISABLED: "true", ...endpoints, ...credentials, ...settings, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    })
    let output = ""
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text
      })
    }
    const exitCode = await new Promise<number | null>((resolve) => child.once("close", resolve))
    return { lines: output.trim().split("\n"), exitCode }
  } finally {
    aws.close()
    await rm(home, { recursive: true, force: true })
  }
}

/** All lines about one thing and what to do about each, without their indentation. */
export function allAbout({ lines }: Visit, what: string): string[] {
  const isAbout = lines.map((line, index) =>
    (line.trim().startsWith("→") ? (lines[index - 1] ?? "") : line).slice(2).startsWith(`${what} `),
  )
  return lines.filter((_, index) => isAbout[index]).map((line) => line.trim().replace(/\s+/g, " "))
}

/** The first line about one thing and what to do about it, without their indentation. */
export const about = ({ lines }: Visit, what: string): string[] => {
  const at = lines.findIndex((line) => line.slice(2).startsWith(`${what} `))
  if (at < 0) return []
  const next = lines[at + 1]?.trim() ?? ""
  return [lines[at]?.replace(/\s+/g, " ") ?? "", ...(next.startsWith("→") ? [next] : [])]
}
