import { mkdir, rm, stat } from "node:fs/promises"
import { dirname } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { buildSite } from "@parley/local/site/build.ts"

const lock = fileURLToPath(new URL("../../../../node_modules/.cache/parley/site.lock", import.meta.url))
const staleMs = 120_000

/**
 * The folder of the built site. Test files run beside each other, and Astro keeps what it makes on the way in one place of the sources'
 * folder: only one may build at a time.
 */
export async function builtSite(): Promise<string> {
  await mkdir(dirname(lock), { recursive: true })
  while (!(await taken())) await sleep(100)
  try {
    return (await buildSite()).folder
  } finally {
    await rm(lock, { recursive: true, force: true })
  }
}

async function taken(): Promise<boolean> {
  try {
    await mkdir(lock)
    return true
  } catch {
    const since = await stat(lock).catch(() => undefined)
    // Its owner was killed.
    if (since && Date.now() - since.mtimeMs > staleMs) await rm(lock, { recursive: true, force: true })
    return false
  }
}
