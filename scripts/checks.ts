import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("..", import.meta.url))

export type Check = { name: string; command: string; args: string[] }
export type CheckResult = { name: string; passed: boolean; output: string }

// The stack uses SST's types, which exist only after its platform is installed.
const types: Check[] = [
  { name: "types", project: ".", needs: "tsconfig.json" },
  { name: "types of the site", project: "packages/site", needs: "packages/site/tsconfig.json" },
  { name: "types of the stack", project: "infra", needs: ".sst/platform/config.d.ts" },
]
  .filter(({ needs }) => existsSync(`${root}${needs}`))
  .map(({ name, project }) => ({ name, command: "tsc", args: ["-p", project, "--noEmit"] }))

const all: Check[] = [
  ...types,
  { name: "format and lint", command: "biome", args: ["check", "--error-on-warnings", "."] },
  { name: "unused code", command: "knip", args: [] },
]

/** Runs every check of the sources, two at a time, and prints each result as soon as it is known. */
export async function runChecks(): Promise<CheckResult[]> {
  const waiting = [...all]
  const results: CheckResult[] = []
  const work = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const result = await run(check)
      results.push(result)
      console.log(`${result.passed ? "✓" : "✗"} ${result.name}`)
      if (!result.passed) console.log(`${result.output.replace(/^/gm, "    ")}\n`)
    }
  }
  await Promise.all([work(), work()])
  return results
}

// npm puts its own bin folder on the PATH of its scripts.
async function run({ name, command, args }: Check): Promise<CheckResult> {
  const child = spawn(`${root}node_modules/.bin/${command}`, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] })
  let output = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text
    })
  }
  const code = await new Promise<number | null>((resolve) => {
    child.once("close", resolve).once("error", (error) => {
      output += error.message
      resolve(1)
    })
  })
  return { name, passed: code === 0, output: output.trim() }
}
