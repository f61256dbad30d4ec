import { spawnSync } from "node:child_process"
import { existsSync, readdirSync, statSync } from "node:fs"
import { withLock } from "./lock.ts"
import { root } from "./paths.ts"
import { SynthError } from "./synth-error.ts"

const site = `${root}/packages/site`

/**
 * Builds the site as a deployment does, unless `dist` is newer than all its sources.
 * @throws SynthError with the last line of the build.
 */
export function buildSite(report: (line: string) => void): void {
  withLock("site", () => {
    if (!isBuilt()) build(report)
  })
}

function isBuilt(): boolean {
  const page = `${site}/dist/index.html`
  return existsSync(page) && newest(site) < statSync(page).mtimeMs
}

function build(report: (line: string) => void): void {
  report("Building the site …")
  // The page must not be built with this process's NODE_ENV.
  const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", "build"], {
    cwd: site,
    env: { ...process.env, NODE_ENV: undefined },
    encoding: "utf8",
  })
  if (status !== 0) {
    const said = `${stdout ?? ""}\n${stderr ?? ""}`.trim().split("\n").filter(Boolean)
    throw new SynthError(`The site does not build (npm run build in packages/site): ${said.at(-1) ?? `exit ${status}`}`)
  }
}

function newest(folder: string): number {
  const times = readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !["dist", "node_modules", "test"].includes(name) && !name.startsWith("."))
    .map((entry) => (entry.isDirectory() ? newest(`${folder}/${entry.name}`) : statSync(`${folder}/${entry.name}`).mtimeMs))
  return Math.max(0, ...times)
}
