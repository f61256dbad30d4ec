// npm run doctor -- --stage prod: checks what a deploy needs and says how to fix what is missing. It changes nothing.
import { parseArgs } from "node:util"
import { loadEnvFiles } from "../../infra/env-files.ts"
import { StageError, stageSettings } from "../../infra/stage.ts"
import { root } from "../../scripts/checks.ts"
import { printAndExit } from "../synth/failure.ts"
import { visit } from "./visit.ts"

const usage = `Usage: npm run doctor -- --stage NAME [--call]

Checks everything that a deploy needs, and changes nothing.

  --stage NAME  dev, staging, prod or a name of your own
  --call        also call each model once, for less than a cent; the first call of an account makes its Marketplace agreement
  --help        print this`

await main().catch(printAndExit)

async function main(): Promise<void> {
  const flag = { type: "boolean", default: false } as const
  const { values } = parseArgs({ options: { stage: { type: "string" }, call: flag, help: flag } })
  const { stage, help, ...options } = values
  if (help) {
    console.log(usage)
    return
  }
  if (!stage) throw new StageError("Name the stage: npm run doctor -- --stage dev, staging, prod or a name of your own.")
  const settings = stageSettings(stage)
  loadEnvFiles(root, stage)
  process.exitCode = await visit(stage, settings, options, console.log)
}
