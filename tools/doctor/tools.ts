import { spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { type Finding, fix, ok, warn } from "./finding.ts"

const minNode = 24

/** The programs that a deploy runs with: Node, npm, SST at the pinned version, and its platform. */
export function checkTools(root: string): Finding[] {
  const { devDependencies } = readJson(`${root}/package.json`) as { devDependencies: Record<string, string> }
  return [checkNode(), checkSst(root, devDependencies.sst ?? ""), checkPlatform(root, devDependencies.sst ?? "")]
}

function checkNode(): Finding {
  const { node } = process.versions
  if (Number.parseInt(node, 10) < minNode) {
    return fix("node", `Node ${node} is too old: ${minNode} is needed.`, "Run npm ci, then npm run doctor.")
  }
  const npm = /npm\/(\S+)/.exec(process.env.npm_config_user_agent ?? "")?.[1] ?? npmVersion()
  return npm ? ok("node", `Node ${node}, npm ${npm}`) : fix("node", `Node ${node}, but no npm.`, "Install npm: it comes with Node.js.")
}

const npmVersion = () => spawnSync("npm", ["--version"], { encoding: "utf8" }).stdout?.trim()

function checkSst(root: string, pinned: string): Finding {
  const manifest = `${root}/node_modules/sst/package.json`
  const binary = `${root}/node_modules/sst-${process.platform}-${process.arch}`
  const todo = "Run npm ci."
  if (!existsSync(manifest)) return fix("sst", "SST is not installed.", todo)
  const { version } = readJson(manifest) as { version: string }
  if (version !== pinned) return fix("sst", `SST ${version} is installed, but package.json pins ${pinned}.`, todo)
  if (!existsSync(binary))
    return fix(
      "sst",
      `SST has no program for ${process.platform} on ${process.arch}.`,
      `${todo} It installs sst-${process.platform}-${process.arch}.`,
    )
  return ok("sst", `SST ${version}`)
}

function checkPlatform(root: string, pinned: string): Finding {
  const file = `${root}/.sst/platform/version`
  const installed = existsSync(file) ? readFileSync(file, "utf8").trim() : undefined
  if (installed === pinned) return ok("platform", `SST's platform ${installed}`)
  return warn(
    "platform",
    "SST's platform is not installed; the first deploy takes half a minute longer.",
    "Nothing, or run npm run synth now.",
  )
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"))
