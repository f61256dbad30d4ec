import { existsSync } from "node:fs"
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Browser, chromium } from "playwright-core"

const installed = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
const cacheFolder = fileURLToPath(new URL("../../../../node_modules/.cache/parley", import.meta.url))

/** Starts the installed browser, or the one from npm. The caller closes it. */
export async function launchBrowser(moreArgs: string[] = []): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH ?? installed.find((path) => existsSync(path)) ?? (await unpackedChromium())
  return chromium.launch({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--font-render-hinting=none",
      ...moreArgs,
    ],
  })
}

let shared: Promise<Browser> | undefined

/**
 * Without the policy that separates windows (`cross-origin-opener-policy`), a return from another site continues in the same process, which takes
 * a third of the processor time. The switch replaces Playwright's own list; the rest of it keeps a local page as it was.
 */
const oneProcess = `--disable-features=${[
  "CrossOriginOpenerPolicy",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "DestroyProfileOnBrowserClose",
  "OptimizationHints",
  "MediaRouter",
].join(",")}`

/** One browser for all test files of a process. It ends with the process. Close your pages, not the browser. */
export async function sharedBrowser(): Promise<Browser> {
  const browser = await shared
  if (browser?.isConnected()) return browser
  shared = launchBrowser([oneProcess])
  return shared
}

// The package unpacks into the temporary folder and would use a half-written file of another test. Each process therefore unpacks into its
// own folder, and the first to finish renames that folder to the shared name.
async function unpackedChromium(): Promise<string> {
  const main = fileURLToPath(import.meta.resolve("@sparticuz/chromium"))
  const { version } = JSON.parse(await readFile(join(dirname(main), "../package.json"), "utf8"))
  const folder = join(cacheFolder, `chromium-${version}`)
  const program = join(folder, "chromium")
  if (existsSync(program)) return program
  await mkdir(cacheFolder, { recursive: true })
  const unfinished = await mkdtemp(join(cacheFolder, "chromium-"))
  const temporary = process.env.TMPDIR
  process.env.TMPDIR = unfinished
  try {
    const { default: packed } = await import("@sparticuz/chromium")
    await packed.executablePath()
    await rename(unfinished, folder).catch((error) => {
      if (!existsSync(program)) throw error
    })
  } finally {
    if (temporary === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = temporary
    await rm(unfinished, { recursive: true, force: true })
  }
  return program
}
