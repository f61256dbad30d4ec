// npm run doctor -- --stage prod: what a deploy needs, and what to do about what is missing. It changes nothing.
import { parseArgs } from "node:util"
import { examine } from "../infra/doctor/examine.ts"
import type { Finding } from "../infra/doctor/finding.ts"
import { lineOf, verdict } from "../infra/doctor/report.ts"
import { loadEnvFiles } from "../infra/env-files.ts"
import { StageError, stageSettings } from "../infra/stage.ts"
import { sayAndExit } from "../infra/synth/failure.ts"
import { root } from "./checks.ts"

await main().catch(sayAndExit)

async function main(): Promise<void> {
  const flag = { type: "boolean", default: false } as const
  // `--build` builds the site, `--synth` the stack; `--call` calls each model once, for less than a cent.
  const { values } = parseArgs({ options: { stage: { type: "string" }, build: flag, synth: flag, call: flag } })
  if (!values.stage) throw new StageError("Name the stage: npm run doctor -- --stage dev, staging, prod or a name of your own.")
  const stage = stageSettings(values.stage)
  loadEnvFiles(root, values.stage)
  console.log(`Stage ${values.stage}`)
  const findings: Finding[] = []
  for await (const finding of examine(values.stage, stage, values)) {
    findings.push(finding)
    console.log(lineOf(finding))
  }
  const { said, exitCode } = verdict(values.stage, findings)
  console.log(`\n${said}`)
  process.exitCode = exitCode
}
