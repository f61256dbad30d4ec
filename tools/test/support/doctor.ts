import { spawn } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type BedrockEndpoint, startBedrock } from "@parley/local/bedrock/server.ts"
import { afterAll, beforeAll } from "vitest"
import { stageSettings } from "../../../infra/stage.ts"
import { root } from "../../../scripts/checks.ts"
import type { Options } from "../../doctor/examine.ts"
import { visit } from "../../doctor/visit.ts"
import { startFakeAws, type World } from "./fake-aws.ts"

export type Environment = Record<string, string | undefined>
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
  distributions: [{ comment: "parley prod", origins: ["abc123.execute-api.us-east-1.amazonaws.com"] }],
}

const credentials = { AWS_ACCESS_KEY_ID: "AKIATEST", AWS_SECRET_ACCESS_KEY: "a-secret-that-must-not-be-shown" }
// Blank: not set, and not overridden by the developer's `.env`.
const noSettings = Object.fromEntries(
  ["MODEL_ID", "MAX_TOKENS", "CONTEXT_TOKENS", "CONCURRENCY", "DOMAIN", "ALLOWED_ORIGINS", "RETENTION_DAYS", "TURNS_PER_VISITOR_DAILY"]
    .concat(["REQUESTS_PER_MINUTE"])
    .concat([
      "TURNS_PER_MINUTE_VISITOR",
      "TURNS_PER_MINUTE_ADDRESS",
      "BUDGET_NEWCOMERS_SHARE",
      "BUDGET_SIGNED_IN_SHARE",
      "BUDGET_STAGE_RELEASE",
    ])
    .concat(["BUDGET_VISITOR_DAILY_USD", "BUDGET_ADDRESS_DAILY_USD", "BUDGET_STAGE_DAILY_USD", "COGNITO", "COGNITO_MFA"])
    .concat(["COGNITO_SELF_SIGN_UP", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_SCOPE", "OIDC_GROUPS_CLAIM", "OIDC_REQUIRED_GROUPS"])
    .concat(["OIDC_REQUIRED_DOMAINS", "OIDC_ORIGINS", "ANONYMOUS", "ROLE_LIMITS"])
    .map((name) => [name, ""]),
)
const settings = { ...noSettings, AWS_REGION: "us-east-1", ALARM_EMAIL: "alarms@example.com" }

/** The doctor for the tests of one file, with a healthy account and each test's changes. */
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
  const endpoint = () => ({ AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrock.url })
  return {
    /** The doctor's report about a stage. It runs in this process, because starting a program takes ten times as long. */
    visit: (world: World = {}, env: Environment = {}, { stage = "prod", ...options }: Partial<Options> & { stage?: string } = {}) =>
      inAccount(bedrock.url, world, { ...endpoint(), ...env }, async (environment) => {
        const lines: string[] = []
        const own = process.env
        process.env = environment
        try {
          const all = { call: false, ...options }
          const exitCode = await visit(stage, stageSettings(stage), all, (said) => lines.push(...said.split("\n")))
          return { lines, exitCode }
        } finally {
          process.env = own
        }
      }),
    /** Runs the program with these arguments. */
    program: (args: string[]) => inAccount(bedrock.url, {}, endpoint(), (env) => run(args, env)),
  }
}

/** An account of this kind, and an environment with these settings only. */
async function inAccount(bedrockUrl: string, world: World, env: Environment, use: (env: Environment) => Promise<Visit>): Promise<Visit> {
  const home = await mkdtemp(join(tmpdir(), "parley-doctor-"))
  const aws = await startFakeAws({ ...healthy, ...world }, bedrockUrl)
  const endpoints = Object.fromEntries(
    ["STS", "BEDROCK", "LAMBDA", "SERVICE_QUOTAS", "CLOUDFRONT"].map((name) => [`AWS_ENDPOINT_URL_${name}`, aws.url]),
  )
  const { PATH, NODE_COMPILE_CACHE, npm_config_user_agent = "npm/11.0.0" } = process.env
  const machine = { PATH, NODE_COMPILE_CACHE, npm_config_user_agent, HOME: home, AWS_EC2_METADATA_DISABLED: "true" }
  try {
    return await use({ ...machine, ...endpoints, ...credentials, ...settings, ...env })
  } finally {
    aws.close()
    await rm(home, { recursive: true, force: true })
  }
}

async function run(args: string[], env: Environment): Promise<Visit> {
  const child = spawn(process.execPath, [`${root}tools/doctor/main.ts`, ...args], { env, stdio: ["ignore", "pipe", "pipe"] })
  let output = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text
    })
  }
  const exitCode = await new Promise<number | null>((resolve) => child.once("close", resolve))
  return { lines: output.trim().split("\n"), exitCode }
}

/** All lines about one subject with their fixes, without indentation. */
export function allAbout({ lines }: Visit, what: string): string[] {
  const isAbout = lines.map((line, index) =>
    (line.trim().startsWith("→") ? (lines[index - 1] ?? "") : line).slice(2).startsWith(`${what} `),
  )
  return lines.filter((_, index) => isAbout[index]).map((line) => line.trim().replace(/\s+/g, " "))
}

/** The first line about one subject with its fix, without indentation. */
export const about = ({ lines }: Visit, what: string): string[] => {
  const at = lines.findIndex((line) => line.slice(2).startsWith(`${what} `))
  if (at < 0) return []
  const next = lines[at + 1]?.trim() ?? ""
  return [lines[at]?.replace(/\s+/g, " ") ?? "", ...(next.startsWith("→") ? [next] : [])]
}

/** The first finding about a subject as one line: its mark, its sentence and its fix. */
export const finding = (seen: Visit, what: string): string => about(seen, what).join(" ")

/** The mark and the subject of every finding. */
export const diagnoses = ({ lines }: Visit): string[] => lines.flatMap((line) => /^[✓!✗?] .{12}/u.exec(line)?.[0].trim() ?? [])
