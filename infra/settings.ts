import { type FunctionSetting, parseSettings, SettingError, type Settings, settingsSchema } from "@parley/functions/settings.ts"
import { parseUserPoolSettings, type UserPoolSettings, unmadePool } from "./sign-in/user-pool-settings.ts"
import { type StageSettings, unitsOf } from "./stage.ts"

type Environment = Record<string, string | undefined>

/** The settings that the functions read; Lambda gets them under the same names. */
export const functionSettings = Object.keys(settingsSchema("us-east-1").entries) as FunctionSetting[]

export type FunctionSettings = {
  settings: Settings
  /** The functions' environment: only settings that are set, so that defaults exist in one place, the functions. */
  environment: Record<string, string>
}

/**
 * The settings of the functions: the environment first, then the stage's own defaults. The region decides the default model.
 * @throws SettingError that names each invalid setting and what it must be.
 */
export function parseFunctionSettings(env: Environment, stage: StageSettings, region: string): FunctionSettings {
  const given: Environment = { ...stage.settings, ...withoutBlanks(env), AWS_REGION: region }
  const settings = parseSettings(given.COGNITO === "on" ? { ...given, ...unmadePool(region) } : given)
  const set = functionSettings.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]]))
  // The models are set even without MODEL_ID: the functions may call exactly the models that their role allows.
  return { settings, environment: { ...Object.fromEntries(set), MODEL_ID: settings.models.map(({ modelId }) => modelId).join(",") } }
}

export type StackSettings = {
  concurrency: StageSettings["concurrency"]
  /** The table's maximum throughput per second: the stage's, or more if CONCURRENCY is higher. */
  tableUnitsPerSecond: StageSettings["tableUnitsPerSecond"]
  domain: string | undefined
  /** The address that receives the alarms, if any. */
  alarmEmail: string | undefined
  /** The user pool to create, if users sign in with one. */
  userPool: UserPoolSettings | undefined
  /** Whether the firewall challenges browsers before the page and a turn; only on stages with a firewall. */
  wafChallenge: boolean
  /** The ARN of the permissions boundary for every role of the stack; none if not set. */
  permissionsBoundary: string | undefined
  /** Whether users can sign in, with any issuer. */
  signIn: boolean
}

/**
 * The settings that only the stack reads.
 * @throws SettingError that names the first invalid one.
 */
export function parseStackSettings(env: Environment, stageName: string, stage: StageSettings): StackSettings {
  const given = withoutBlanks(env)
  const userPool = parseUserPoolSettings(given, stageName)
  const executions = concurrency(given, stage)
  return {
    concurrency: executions,
    tableUnitsPerSecond: largest(stage.tableUnitsPerSecond, executions ? unitsOf(executions) : stage.tableUnitsPerSecond),
    domain: domain(given, stageName, stage),
    alarmEmail: alarmEmail(given),
    userPool,
    wafChallenge: wafChallenge(given),
    permissionsBoundary: permissionsBoundary(given),
    signIn: userPool !== undefined || given.OIDC_ISSUER !== undefined,
  }
}

function concurrency(env: Environment, stage: StageSettings): StackSettings["concurrency"] {
  const value = env.CONCURRENCY
  if (value === undefined) return stage.concurrency
  if (value === "none") return null
  const chat = Number(value)
  if (!/^\d{1,4}$/.test(value) || chat < 1) throw new SettingError("CONCURRENCY must be a whole number from 1 to 9999, or none.")
  // Half as many: the other function answers in milliseconds, an answer of chat takes many seconds.
  return { chat, conversations: Math.max(2, Math.ceil(chat / 2)) }
}

const largest = (a: StageSettings["tableUnitsPerSecond"], b: StageSettings["tableUnitsPerSecond"]) => ({
  read: Math.max(a.read, b.read),
  write: Math.max(a.write, b.write),
})

function domain(env: Environment, stageName: string, stage: StageSettings): string | undefined {
  const value = env.DOMAIN
  if (value === undefined) return undefined
  if (!/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(value)) {
    throw new SettingError(`DOMAIN must be a domain name such as chat.example.com, not ${value}.`)
  }
  return stage.apexDomain ? value : `${stageName}.${value}`
}

function alarmEmail(env: Environment): string | undefined {
  const value = env.ALARM_EMAIL
  if (value === undefined) return undefined
  if (!/^[^\s@<>,;"]+@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i.test(value)) {
    throw new SettingError("ALARM_EMAIL must be one email address such as oncall@example.com.")
  }
  return value
}

function wafChallenge(env: Environment): boolean {
  const value = env.WAF_CHALLENGE ?? "off"
  if (value !== "on" && value !== "off") throw new SettingError(`WAF_CHALLENGE must be on or off, not ${value}.`)
  if (value === "on" && env.ALLOWED_ORIGINS !== undefined) {
    throw new SettingError("WAF_CHALLENGE must be off where ALLOWED_ORIGINS is set: scripts of other sites cannot pass the challenge.")
  }
  return value === "on"
}

function permissionsBoundary(env: Environment): string | undefined {
  const value = env.PERMISSIONS_BOUNDARY
  if (value === undefined) return undefined
  if (!/^arn:aws:iam::\d{12}:policy\/[\w+=,.@/-]+$/.test(value)) {
    throw new SettingError("PERMISSIONS_BOUNDARY must be the ARN of a policy such as arn:aws:iam::123456789012:policy/parley-boundary.")
  }
  return value
}

const withoutBlanks = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])))
