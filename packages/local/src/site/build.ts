import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { PlainError } from "../plain-error.ts"

export const siteFolder = fileURLToPath(new URL("../../../site", import.meta.url))
const rootFolder = join(siteFolder, "../..")
const cacheFolder = join(rootFolder, "node_modules/.cache/parley/site")
const keptBuilds = 3
const unfinishedPrefix = "building-"

/**
 * Builds the site unless a build of the same sources exists, and returns the folder. The cache is outside the stage's data.
 * @throws PlainError with the output of the build.
 */
export async function buildSite(): Promise<{ folder: string; cached: boolean }> {
  const folder = join(cacheFolder, await hashOfSources())
  if (existsSync(join(folder, "index.html"))) return { folder, cached: true }
  await mkdir(cacheFolder, { recursive: true })
  const unfinished = await mkdtemp(join(cacheFolder, unfinishedPrefix))
  try {
    await runAstro(["build", "--root", siteFolder, "--outDir", unfinished])
    await rename(unfinished, folder).catch((error) => {
      // Another stage may have finished the same build in the meantime.
      if (!existsSync(join(folder, "index.html"))) throw error
    })
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
  await removeOldBuilds()
  return { folder, cached: false }
}

/** The program file of Astro's command line. */
export function astroProgram(): string {
  const require = createRequire(join(siteFolder, "package.json"))
  const manifest = require.resolve("astro/package.json")
  return join(dirname(manifest), require("astro/package.json").bin.astro)
}

/** Astro must not inherit this process's NODE_ENV. Telemetry is off. */
export const astroEnv = (): NodeJS.ProcessEnv => ({ ...process.env, NODE_ENV: undefined, ASTRO_TELEMETRY_DISABLED: "1", NO_COLOR: "1" })

async function hashOfSources(): Promise<string> {
  const entries = await readdir(siteFolder, { recursive: true, withFileTypes: true })
  const sources = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/^(node_modules|dist|test|\.astro|\.cache)([\\/]|$)/.test(path.slice(siteFolder.length + 1)))
    .concat(join(rootFolder, "package-lock.json"))
  const hash = createHash("sha256")
  for (const path of sources.sort()) {
    const body = await readFile(path)
    hash.update(`${path.slice(rootFolder.length)}\0${body.length}\0`).update(body)
  }
  return hash.digest("hex").slice(0, 20)
}

async function runAstro(args: string[]) {
  // Astro keeps its intermediate files inside the output folder only if that folder is below the working directory. Otherwise two
  // concurrent builds would share one folder.
  const child = spawn(process.execPath, [astroProgram(), ...args], { cwd: rootFolder, env: astroEnv(), stdio: ["ignore", "pipe", "pipe"] })
  let said = ""
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (said += text))
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("exit", resolve))
  if (code !== 0) throw new PlainError(`The site could not be built:\n${said.trim()}`)
}

async function removeOldBuilds() {
  const names = (await readdir(cacheFolder)).filter((name) => !name.startsWith(unfinishedPrefix))
  const builds = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(cacheFolder, name))).mtimeMs })))
  const old = builds.sort((a, b) => b.at - a.at).slice(keptBuilds)
  for (const { name } of old) await rm(join(cacheFolder, name), { recursive: true, force: true })
}
