// npm run doctor -- --stage prod: what a deploy needs, and what to do about what is missing. It changes nothing.
import { parseArgs } from "node:util"
import { loadEnvFiles } from "../../infra/env-files.ts"
import { StageError, stageSettings } from "../../infra/stage.ts"
import { root } from "../../scripts/checks.ts"
import { sayAndExit } from "../synth/failure.ts"
import { visit } from "./visit.ts"

await main().catch(sayAndExit)

async function main(): Promise<void> {
  const flag = { type: "boolean", default: false } as const
  const { values } = parseArgs({ options: { stage: { type: "string" }, build: flag, synth: flag, call: flag } })
  const { stage, ...options } = values
  if (!stage) throw new StageError("Name the stage: npm run doctor -- --stage dev, staging, prod or a name of your own.")
  const settings = stageSettings(stage)
  loadEnvFiles(root, stage)
  process.exitCode = await visit(stage, settings, options, console.log)
}
