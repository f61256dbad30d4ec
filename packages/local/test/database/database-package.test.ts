import { spawn } from "node:child_process"
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { PassThrough } from "node:stream"
import { fileURLToPath } from "node:url"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { agrees } from "../../src/database/database-package.ts"
import { findDynoxide } from "../../src/database/dynoxide.ts"

const root = fileURLToPath(new URL("../../../..", import.meta.url))
const start = fileURLToPath(new URL("../../src/start.ts", import.meta.url))
const preload = new URL("../fixtures/pretended-platform.mjs", import.meta.url).href
const version: string = createRequire(import.meta.url)("../../package.json").optionalDependencies["@dynoxide/linux-x64"]
const command = `npm install --no-save @dynoxide/darwin-arm64@${version}`
const missing = `The database for darwin on arm64 is not installed: it is the npm package @dynoxide/darwin-arm64@${version}.\n`

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "parley-package-"))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/**
 * Puts fake programs on an otherwise empty PATH. `npm` records its arguments and, with `installs`, installs the package of the simulated
 * platform.
 */
async function writePrograms({ installs, java }: { installs: boolean; java: boolean }) {
  const bin = join(folder, "bin")
  await mkdir(bin)
  const target = join(folder, "node_modules/@dynoxide/darwin-arm64")
  const lines = [
    "#!/bin/sh",
    `echo "$PWD: npm $*" >> ${join(folder, "npm.log")}`,
    installs ? `/bin/mkdir -p ${dirname(target)} && /bin/ln -s ${join(folder, "package")} ${target}` : "exit 1",
  ]
  const program = async (name: string, text: string) => {
    await writeFile(join(bin, name), text)
    await chmod(join(bin, name), 0o755)
  }
  await program("npm", lines.join("\n"))
  if (java) await program("java", '#!/bin/sh\necho \'openjdk version "21.0.9" 2025-10-21\' >&2\n[ "$1" = -version ]\n')
  const dynoxide = findDynoxide()
  if (dynoxide) await symlink(dirname(dynoxide), join(folder, "package"))
  return bin
}

/** Runs `npm start` as on a Mac, until it prints its decision about the database. */
async function startOnMac(args: string[], programs: { installs: boolean; java: boolean }, until: RegExp) {
  const env = {
    PATH: await writePrograms(programs),
    NODE_PATH: join(folder, "node_modules"),
    PRETENDED_PLATFORM: "darwin",
    PRETENDED_ARCH: "arm64",
    ...{ PORT: "0", BEDROCK_PORT: "0", DYNAMODB_PORT: "0", DATA_DIR: join(folder, "data"), LOCAL_MODELS: "off" },
  }
  const child = spawn(process.execPath, ["--import", preload, start, ...args], { env, stdio: ["ignore", "pipe", "pipe"] })
  let said = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text
      if (until.test(said)) child.kill("SIGTERM")
    })
  }
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve))
  const asked = await readFile(join(folder, "npm.log"), "utf8").catch(() => "")
  return { said, code, asked }
}

describe("npm start on a platform whose database is not installed", () => {
  test("installs exactly that package in the pinned version with --yes, and starts with it", async () => {
    const { said, code, asked } = await startOnMac(["--yes"], { installs: true, java: false }, /Ctrl-C ends everything/)
    expect(said).toContain(missing)
    expect(said).toMatch(/Database +dynoxide, data in /)
    expect({ code, asked }).toEqual({ code: 0, asked: `${root.replace(/\/$/, "")}: ${command}\n` })
  }, 120_000)

  test("installs nothing without --yes if there is no terminal to ask, and prints the command", async () => {
    const { said, code, asked } = await startOnMac([], { installs: true, java: false }, /never/)
    expect({ said, code, asked }).toEqual({
      said: `${missing}No database can start. Run ${command}, then npm start again.\n`,
      code: 1,
      asked: "",
    })
  })

  test("prints the command if npm fails", async () => {
    const { said, code, asked } = await startOnMac(["--yes"], { installs: false, java: false }, /never/)
    expect(said).toBe(`${missing}No database can start. Run ${command}, then npm start again.\n`)
    expect([code, asked]).toEqual([1, expect.stringContaining(command)])
  })

  test("continues with DynamoDB Local if Java is installed", async () => {
    const { said, asked } = await startOnMac([], { installs: true, java: true }, /DynamoDB Local runs instead/)
    expect(said).toContain(`${missing}DynamoDB Local runs instead, on Java. To install the package: ${command}\n`)
    expect(asked).toBe("")
  })
})

describe("at a terminal", () => {
  test.each([
    ["y", true],
    ["yes", true],
    ["", false],
    ["n", false],
  ])("the answer %j decides whether npm runs", async (answer, expected) => {
    const [input, output] = [new PassThrough(), new PassThrough()]
    const agreed = agrees("Run npm? [y/N] ", { input: Object.assign(input, { isTTY: true }), output })
    input.write(`${answer}\n`)
    expect(await agreed).toBe(expected)
    expect(String(output.read())).toContain("Run npm? [y/N] ")
  })
})
