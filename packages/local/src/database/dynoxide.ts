import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { freePort } from "../port.ts"
import { startServerProcess } from "./server-process.ts"

const require = createRequire(import.meta.url)

/** The dynoxide program of this platform, or `undefined` where there is no package of it. */
export function findDynoxide(): string | undefined {
  const name = `@dynoxide/${process.platform}-${process.arch}`
  try {
    return join(dirname(require.resolve(`${name}/package.json`)), process.platform === "win32" ? "dynoxide.exe" : "dynoxide")
  } catch {
    return undefined
  }
}

/** Starts dynoxide on loopback with its data in `file`; port 0 is any free one. */
export async function startDynoxide(program: string, port: number, file: string) {
  // It has no way to say which port it took, so one is looked up first, and may be gone by the time it is wanted.
  for (let tries = port ? 1 : 5; ; tries--) {
    const free = await freePort(port, "DYNAMODB_PORT")
    const url = `http://127.0.0.1:${free}`
    const args = ["serve", "--host", "127.0.0.1", "--port", String(free), "--db-path", file]
    try {
      return { ...(await startServerProcess(program, args, url)), url }
    } catch (error) {
      if (tries === 1 || !String(error).includes("already in use")) throw error
    }
  }
}
