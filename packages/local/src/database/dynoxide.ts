import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { freePort } from "../port.ts"
import { startServerProcess } from "./server-process.ts"

const require = createRequire(import.meta.url)

/** The npm package that holds dynoxide for this platform, as Node.js names platforms. */
export const dynoxidePackage = (): string => `@dynoxide/${process.platform}-${process.arch}`

/** The dynoxide program of this platform, or `undefined` where its package is not installed. */
export function findDynoxide(): string | undefined {
  try {
    return join(dirname(require.resolve(`${dynoxidePackage()}/package.json`)), process.platform === "win32" ? "dynoxide.exe" : "dynoxide")
  } catch {
    return undefined
  }
}

/** Starts dynoxide with its data in `file`, on any free port of the loopback address `host`. */
export async function startDynoxide(program: string, host: string, file: string) {
  // It has no way to say which port it took, so one is looked up first, and may be gone by the time it is wanted.
  for (let tries = 5; ; tries--) {
    const port = await freePort(0, "DYNAMODB_PORT", host)
    const url = `http://${host}:${port}`
    const args = ["serve", "--host", host, "--port", String(port), "--db-path", file]
    try {
      return { ...(await startServerProcess(program, args, url)), url }
    } catch (error) {
      if (tries === 1 || !String(error).includes("already in use")) throw error
    }
  }
}
