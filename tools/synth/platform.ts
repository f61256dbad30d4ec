import { spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { withLock } from "./lock.ts"
import { platform, root, work } from "./paths.ts"
import { SynthError } from "./synth-error.ts"

const timeoutMs = 5 * 60_000

/**
 * Installs SST's components and the providers of sst.config.ts into `.sst/platform`, once per version of SST, from the npm registry alone.
 * Calls `report` first, since it takes half a minute.
 * @throws SynthError when it cannot.
 */
export function installPlatform(report: (line: string) => void): void {
  withLock("platform", () => {
    if (!isInstalled()) install(report)
  })
}

/** Loads a package from SST's platform. */
export const fromPlatform = (name: string): unknown => createRequire(`${platform}/package.json`)(name)

function install(report: (line: string) => void): void {
  report("Installing the SST platform (once, about half a minute) …")
  const sst = `${root}/node_modules/.bin/sst`
  if (!existsSync(sst)) throw new SynthError("SST is not installed: run npm ci first.")
  // Without these the CLI downloads Pulumi and Bun, which are not needed here.
  const env = { ...process.env, SST_SKIP_DEPENDENCY_CHECK: "true", NO_BUN: "1", SST_TELEMETRY_DISABLED: "1" }
  const { status, stdout, stderr, signal } = spawnSync(sst, ["install", "--stage", "dev"], {
    cwd: root,
    env,
    encoding: "utf8",
    timeout: timeoutMs,
  })
  // npm retries an unreachable registry silently for minutes.
  if (signal) throw new SynthError("The SST platform could not be installed in five minutes: check that the npm registry is reachable.")
  if (status !== 0 || !isInstalled()) {
    const said = `${stdout ?? ""}\n${stderr ?? ""}`.trim().split("\n").at(-1)
    throw new SynthError(`The SST platform could not be installed (npx sst install --stage dev): ${said || `exit ${status}`}`)
  }
}

function isInstalled(): boolean {
  if (!existsSync(`${platform}/node_modules/@pulumi/aws/package.json`) || !existsSync(`${work}/provider-lock.json`)) return false
  const { version } = JSON.parse(readFileSync(`${root}/node_modules/sst/package.json`, "utf8")) as { version: string }
  return readFileSync(`${platform}/version`, "utf8").trim() === version
}
