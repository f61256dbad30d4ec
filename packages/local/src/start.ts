// npm start: the whole of Parley on this machine.
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { SettingError } from "@parley/functions/settings.ts"
import { installDatabasePackage } from "./database/database-package.ts"
import { bundledFunctions } from "./lambda/functions.ts"
import { PlainError } from "./plain-error.ts"
import { type LocalStage, startLocalStage } from "./stage.ts"
import { startReport } from "./start-report.ts"

const help = `npm start [-- options]        Parley whole on this machine, without an AWS account

  --watch    work on the sources: changes of the site and of the functions show at once; /gallery shows the states of the page
  --reset    begin without the data of earlier runs
  --bundled  run the functions as they are bundled for Lambda
  --sign-in  let people sign in, as one of two accounts that come with it
  --logs     show every line that the functions log, not only errors
  --yes      install the database of this platform without asking, if it is missing
  --help     this text

Settings, from the environment or the file .env (.env.example lists all):
  PORT 3000, BEDROCK_PORT 4100, DYNAMODB_PORT 4101, OIDC_PORT 4102, DATA_DIR .local
  LOCAL_MODEL_URL                   an OpenAI-compatible server that answers, such as Ollama
  LOCAL_MODEL_NAME                  which of its models, the first one if not set
  LOCAL_MODELS=off                  do not look for Ollama, LM Studio and llama.cpp on this machine
  BEDROCK=aws                       Amazon Bedrock with your AWS credentials
  AWS_ENDPOINT_URL_BEDROCK_RUNTIME  another Bedrock endpoint instead of the embedded one
  AWS_ENDPOINT_URL_DYNAMODB         another DynamoDB instead of the embedded one
  OIDC_ISSUER, OIDC_CLIENT_ID       your identity provider instead of --sign-in
`
const flag = { type: "boolean", default: false } as const
const options = { watch: flag, bundled: flag, reset: flag, "sign-in": flag, logs: flag, yes: flag, help: flag }
const folder = fileURLToPath(new URL("../../..", import.meta.url))
let stage: LocalStage | undefined
let ending = false

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void end())

try {
  await start()
} catch (error) {
  if (ending) process.exit(1)
  const isPlain = error instanceof PlainError || error instanceof SettingError
  console.error(isPlain ? error.message : error)
  process.exit(1)
}

async function start() {
  const { watch, bundled, reset, "sign-in": signIn, logs, yes, help: wantsHelp } = parseOptions()
  if (wantsHelp) return console.log(help)
  const envFile = `${folder}.env`
  if (existsSync(envFile)) process.loadEnvFile(envFile)
  if (!process.env.AWS_ENDPOINT_URL_DYNAMODB) {
    const terminal = { input: process.stdin, output: process.stderr }
    await installDatabasePackage({ yes, folder, terminal, say: (line) => console.error(line) })
  }
  stage = await startLocalStage({
    env: process.env,
    folder,
    reset,
    watch,
    ...(watch && { addToSources: (await import("../../../tools/gallery/gallery.ts")).withGallery }),
    signIn,
    logs,
    ...(bundled && { functions: await bundledFunctions(process.env) }),
    say: (line) => console.error(line),
  })
  if (!ending) return console.log(startReport(stage, folder))
  await stage.stop()
  process.exit(0)
}

function parseOptions() {
  const { values, tokens } = parseArgs({ options, strict: false, tokens: true })
  for (const token of tokens) {
    const isKnown = token.kind === "option" && token.name in options && token.value === undefined
    const given = token.kind === "option" ? token.rawName : token.kind === "positional" ? token.value : "--"
    if (!isKnown) throw new PlainError(`Unknown option ${given}: npm start -- --help lists the options.`)
  }
  return values as Record<keyof typeof options, boolean>
}

// A second Ctrl-C exits at once. A first one during the start takes effect when the stage has started, or after three seconds.
async function end() {
  if (ending) process.exit(1)
  ending = true
  if (!stage) return void setTimeout(() => process.exit(1), 3_000)
  await stage.stop()
  process.exit(0)
}
