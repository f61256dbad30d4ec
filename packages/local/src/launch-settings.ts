import { resolve } from "node:path"
import { parseSettings } from "@parley/functions/settings.ts"
import { launchDefault } from "./launch-setting-texts.ts"
import { PlainError } from "./plain-error.ts"
import { localIssuer } from "./sign-in/server.ts"

type Environment = Record<string, string | undefined>

export type LaunchSettings = {
  /** 0 picks a free port. */
  port: number
  bedrockPort: number
  dynamodbPort: number
  oidcPort: number
  dataDir: string
  region: string
  /** An OpenAI-compatible server that answers behind the Bedrock-compatible endpoint. */
  modelUrl: string | undefined
  /** The model of that server; the first one if not set. */
  modelName: string | undefined
  /** Whether the start looks for model servers on this machine when no server is set. */
  findsModels: boolean
  /** Replaces the embedded endpoint. */
  bedrockUrl: string | undefined
  /** Amazon Bedrock with the developer's own credentials. */
  bedrockOnAws: boolean
  /** Replaces the embedded database. */
  dynamodbUrl: string | undefined
}

/**
 * Reads the settings of the local stage, after those of the functions. A blank value counts as not set. With `signIn`, the stage's own
 * provider replaces OIDC_ISSUER.
 * @throws SettingError or PlainError that names the invalid setting and its valid values.
 */
export function parseLaunchSettings(given: Environment, folder: string, signIn: boolean): LaunchSettings {
  const env = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value?.trim() || undefined]))
  const oidcPort = port(env, "OIDC_PORT")
  if (signIn && (env.OIDC_ISSUER || env.OIDC_CLIENT_ID))
    throw new PlainError("--sign-in starts its own issuer. Omit it, or unset OIDC_ISSUER and OIDC_CLIENT_ID.")
  parseSettings(signIn ? { ...env, ...localIssuer(oidcPort) } : env)
  if (env.BEDROCK && env.BEDROCK !== "aws") throw new PlainError("BEDROCK must be aws, or not set for the embedded endpoint.")
  if (env.LOCAL_MODELS && env.LOCAL_MODELS !== "off")
    throw new PlainError("LOCAL_MODELS must be off, or not set to look for model servers.")
  return {
    port: port(env, "PORT"),
    bedrockPort: port(env, "BEDROCK_PORT"),
    dynamodbPort: port(env, "DYNAMODB_PORT"),
    oidcPort,
    dataDir: resolve(folder, env.DATA_DIR ?? launchDefault("DATA_DIR")),
    region: env.AWS_REGION ?? "us-east-1",
    modelUrl: url(env, "LOCAL_MODEL_URL"),
    modelName: env.LOCAL_MODEL_NAME,
    findsModels: env.LOCAL_MODELS !== "off",
    bedrockUrl: url(env, "AWS_ENDPOINT_URL_BEDROCK_RUNTIME"),
    bedrockOnAws: env.BEDROCK === "aws",
    dynamodbUrl: url(env, "AWS_ENDPOINT_URL_DYNAMODB"),
  }
}

function port(env: Environment, name: "PORT" | "BEDROCK_PORT" | "DYNAMODB_PORT" | "OIDC_PORT"): number {
  const value = env[name] ?? launchDefault(name)
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535)
    throw new PlainError(`${name} must be a port number from 0 to 65535, not ${value}.`)
  return Number(value)
}

function url(env: Environment, name: string): string | undefined {
  const value = env[name]
  if (value === undefined || /^https?:$/.test(URL.parse(value)?.protocol ?? "")) return value
  throw new PlainError(`${name} must be an http:// or https:// address, not ${value}.`)
}
