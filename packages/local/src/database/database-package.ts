import { spawn } from "node:child_process"
import { createRequire } from "node:module"
import { createInterface } from "node:readline/promises"
import { PlainError } from "../plain-error.ts"
import { findDynamoDbLocal, hasJava17 } from "./dynamodb-local.ts"
import { dynoxidePackage, findDynoxide } from "./dynoxide.ts"

type Terminal = { input: NodeJS.ReadableStream & { isTTY?: boolean }; output: NodeJS.WritableStream }
type Options = {
  /** `--yes`: install without asking. */
  yes: boolean
  /** The repository, where npm installs. */
  folder: string
  terminal: Terminal
  say(line: string): void
}

/** The platforms that dynoxide has a package for. */
const platforms = ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "win32-x64"]
const { optionalDependencies } = createRequire(import.meta.url)("../../package.json")
const version: string = optionalDependencies["@dynoxide/linux-x64"]

/**
 * Installs the embedded database's package on platforms that `npm ci` does not cover: the lockfile only contains the package for Linux on
 * x86-64. Asks first unless `yes` is set. Without a yes, or if npm fails, DynamoDB Local runs if Java is installed.
 * @throws PlainError with the one command to run if no database can start.
 */
export async function installDatabasePackage({ yes, folder, terminal, say }: Options): Promise<void> {
  const name = dynoxidePackage()
  if (findDynoxide() || !platforms.includes(name.replace("@dynoxide/", ""))) return
  const args = ["install", "--no-save", `${name}@${version}`]
  const command = `npm ${args.join(" ")}`
  say(`The database for ${process.platform} on ${process.arch} is not installed: it is the npm package ${name}@${version}.`)
  if ((yes || (await agrees(`Run ${command}? [y/N] `, terminal))) && (await runNpm(args, folder)) && findDynoxide()) return
  if (!findDynamoDbLocal() || !(await hasJava17())) throw new PlainError(`No database can start. Run ${command}, then npm start again.`)
  say(`DynamoDB Local runs instead, on Java. To install the package: ${command}`)
}

/** Asks on a terminal. Without a terminal the answer is no. */
export async function agrees(question: string, { input, output }: Terminal): Promise<boolean> {
  if (!input.isTTY) return false
  const lines = createInterface({ input, output })
  try {
    return /^\s*y(es)?\s*$/i.test(await lines.question(question))
  } finally {
    lines.close()
  }
}

/** Whether npm succeeded. Runs npm's own file if npm started this process: on Windows, npm cannot run without a shell. */
async function runNpm(args: string[], cwd: string): Promise<boolean> {
  const script = process.env.npm_execpath
  const [command, given] = script ? [process.execPath, [script, ...args]] : ["npm", args]
  const child = spawn(command, given, { cwd, stdio: ["ignore", "inherit", "inherit"] })
  return new Promise((resolve) => child.once("close", (code) => resolve(code === 0)).once("error", () => resolve(false)))
}
