// npm run dev|deploy|remove: the SST CLI behind a check of everything that a person can get wrong, so that nothing is half deployed.
import { spawn } from "node:child_process"
import { userInfo } from "node:os"
import { fileURLToPath } from "node:url"
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
  // Ctrl-C reaches the CLI as well, which has its own way to stop.
  process.on("SIGINT", () => {})
  const cli = spawn(`${root}node_modules/.bin/sst`, [command, "--stage", stage, ...rest], { cwd: root, stdio: "inherit" })
  cli.on("error", printAndExit)
  cli.on("exit", (code) => {
    process.exitCode = code ?? 1
  })
}

/** `--stage NAME` may stand anywhere; everything else goes to the CLI as it is. Only `dev` has a default: the login name, as in SST. */
function stageOf(command: string, given: string[]): { stage: string; rest: string[] } {
  const at = given.findIndex((argument) => argument === "--stage" || argument.startsWith("--stage="))
  const joined = given[at]?.split("=")[1]
  const stage = at < 0 ? undefined : (joined ?? given[at + 1])
  if (stage) return { stage, rest: given.toSpliced(at, joined === undefined ? 2 : 1) }
  if (command === "dev" && at < 0) return { stage: userInfo().username.toLowerCase(), rest: given }
  throw new StageError(`Name the stage: npm run ${command} -- --stage dev, staging, prod or a name of your own.`)
}
