import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { bundledFunctions } from "@parley/local/lambda/functions.ts"
import { type LocalStage, type StageOptions, startLocalStage } from "@parley/local/stage.ts"

export type TestStage = LocalStage & {
  /** The stage's terminal output. */
  said: string[]
}

const fixture = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** A page of one line, for tests that need no real site. */
export const fixtureSite = fixture("fixture-site")

/** One file as both functions. The JSON body `{"do": …}` selects its behaviour. */
export const fixtureFunctions = (timeoutSeconds = 20, reserved?: number) => {
  const config = { file: fixture("fixture-functions.ts"), timeoutSeconds, ...(reserved !== undefined && { reserved }) }
  return { chat: config, conversations: config }
}

/** Raises limits that tests with many turns of many new visitors would reach. Tests of these limits set their own. */
const noLimits = { TURNS_PER_MINUTE_VISITOR: "0", TURNS_PER_MINUTE_ADDRESS: "0", BUDGET_NEWCOMERS_SHARE: "1" }

type TestStageOptions = Partial<Omit<StageOptions, "say" | "folder">> & {
  /** The test's Bedrock endpoint, such as one with faults. Default: the embedded endpoint. */
  bedrockUrl?: string
}

let bundled: ReturnType<typeof bundledFunctions> | undefined

/** Parley's own functions as deployed, bundled once per process: a bundle loads in half the processor time of its sources. */
function ownFunctions(): ReturnType<typeof bundledFunctions> {
  bundled ??= bundledFunctions({})
  return bundled
}

/**
 * Starts a stage on free ports with temporary data, which `stop()` removes. By default it runs Parley's own functions, bundled, behind the
 * fixture page; `siteFolder: undefined` builds and serves the real site.
 */
export async function startTestStage(options: TestStageOptions = {}): Promise<TestStage> {
  const dataDir = await mkdtemp(join(tmpdir(), "parley-stage-"))
  const said: string[] = []
  const { env, bedrockUrl, ...rest } = options
  const stage = await startLocalStage({
    siteFolder: fixtureSite,
    functions: rest.functions ?? (await ownFunctions()),
    ...rest,
    folder: dataDir,
    say: (line) => said.push(line),
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      PORT: "0",
      BEDROCK_PORT: "0",
      DYNAMODB_PORT: "0",
      OIDC_PORT: "0",
      // All requests of a test come from one address within seconds. Tests of these limits set their own.
      REQUESTS_PER_MINUTE: "0",
      DATA_DIR: dataDir,
      // Tests must not depend on model servers that run on the machine.
      LOCAL_MODELS: "off",
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrockUrl,
      ...noLimits,
      ...env,
    },
  })
  const stop = async () => {
    await stage.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  return { ...stage, said, stop }
}
