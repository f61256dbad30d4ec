import type { StageSettings } from "../../infra/stage.ts"
import { examine, type Options } from "./examine.ts"
import type { Finding } from "./finding.ts"
import { lineOf, verdict } from "./report.ts"

/** Checks what a deploy of the stage needs and prints each finding as soon as it is known. Returns the exit code. */
export async function visit(name: string, stage: StageSettings, options: Options, say: (line: string) => void): Promise<0 | 1> {
  say(`Stage ${name}`)
  const findings: Finding[] = []
  for await (const finding of examine(name, stage, options)) {
    findings.push(finding)
    say(lineOf(finding))
  }
  const { said, exitCode } = verdict(name, findings)
  say(`\n${said}`)
  return exitCode
}
