// npm run test:ric: builds the native addon of AWS's runtime interface client from the sources in its package, and runs the comparison with it. npm
// test runs the same comparison with the client's JavaScript alone, which needs no compiler.
import { spawn, spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { cp, mkdir, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { root } from "./checks.ts"

const tools = ["cmake", "g++", "make", "tar", "xz"]
const missing = tools.filter((tool) => spawnSync(tool, ["--version"]).error)
if (missing.length) {
  console.error(`Building the addon needs ${missing.join(", ")} (Debian: apt-get install cmake g++ make xz-utils).`)
  process.exit(1)
}

const require = createRequire(`${root}packages/local/package.json`)
const packageOf = (name: string) => dirname(require.resolve(`${name}/package.json`))
const addon = await buildAddon()
await run(`${root}node_modules/.bin/vitest`, ["run", "packages/local/test/lambda/real-runtime.test.ts"], root, { RIC_ADDON: addon })

/** The first build takes some minutes: the package's own script builds curl and aws-lambda-cpp. */
async function buildAddon(): Promise<string> {
  const folder = `${root}node_modules/.cache/aws-lambda-ric`
  const addon = join(folder, "rapid-client.node")
  if (existsSync(addon)) return addon
  await mkdir(folder, { recursive: true })
  await cp(dirname(require.resolve("aws-lambda-ric")), folder, { recursive: true })
  await run("sh", ["scripts/preinstall.sh"], folder)
  const { include_dir: headers } = require("node-api-headers")
  // The source includes these of Node's own headers but uses nothing from them.
  const unused = join(folder, "unused")
  await mkdir(unused, { recursive: true })
  for (const name of ["node.h", "uv.h", "v8.h"]) await writeFile(join(unused, name), "")
  const includes = [unused, headers, packageOf("node-addon-api"), join(folder, "deps/artifacts/include")].map((path) => `-I${path}`)
  const libraries = ["aws-lambda-runtime", "curl"].map((name) => join(folder, `deps/artifacts/lib/lib${name}.a`))
  const options = ["-std=c++17", "-O2", "-fPIC", "-shared", "-pthread", "-DNODE_ADDON_API_CPP_EXCEPTIONS"]
  await run("g++", [...options, ...includes, "src/native/rapid-client.cc", ...libraries, "-o", `${addon}.new`], folder)
  await cp(`${addon}.new`, addon)
  return addon
}

async function run(command: string, args: string[], cwd: string, env: Record<string, string> = {}): Promise<void> {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: "inherit" })
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve))
  if (code !== 0) process.exit(code ?? 1)
}
