// npm run dev|deploy|remove: checks the stage and its settings, then runs the SST CLI, so that a mistake does not leave a stage half deployed.
import { spawn } from "node:child_process"
import { userInfo } from "node:os"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { loadEnvFiles } from "../infra/env-files.ts"
import { parseFunctionSettings, parseStackSettings } from "../infra/settings.ts"
import { refuseLive, StageError, stageSettings } from "../infra/stage.ts"
import { bundleFunctions } from "../tools/synth/bundle.ts"
import { printAndExit } from "../tools/synth/failure.ts"

const root = fileURLToPath(new URL("..", import.meta.url))

await main(process.argv.slice(2)).catch(printAndExit)

async function main([command = "", ...given]: string[]): Promise<void> {
  const { stage, rest } = stageOf(command, given)
  const settings = stageSettings(stage)
  if (command === "dev") refuseLive(stage)
  loadEnvFiles(root, stage)
  parseStackSettings(process.env, stage, settings)
  parseFunctionSettings(process.env, settings, process.env.AWS_REGION || "us-east-1")
  if (command === "deploy") await bundleFunctions()
  // Ctrl-C also reaches the CLI, which stops by itself.
  process.on("SIGINT", () => {})
  const cli = spawn(`${root}node_modules/.bin/sst`, [command, "--stage", stage, ...rest], { cwd: root, stdio: "inherit" })
  cli.on("error", printAndExit)
  cli.on("exit", (code) => {
    process.exitCode = code ?? 1
  })
}

/** `--stage NAME` may be anywhere among the arguments; the CLI gets all others unchanged. Only `dev` has a default: the login name, as in SST. */
function stageOf(command: string, given: string[]): { stage: string; rest: string[] } {
  const { tokens } = parseArgs({ args: given, options: { stage: { type: "string" } }, strict: false, tokens: true })
  const found = tokens.find((token) => token.kind === "option" && token.name === "stage")
  if (found?.kind === "option" && found.value) {
    return { stage: found.value, rest: given.toSpliced(found.index, found.inlineValue ? 1 : 2) }
  }
  if (command === "dev" && !found) return { stage: userInfo().username.toLowerCase(), rest: given }
  throw new StageError(`Name the stage: npm run ${command} -- --stage dev, staging, prod or a name of your own.`)
}
