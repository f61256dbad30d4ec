import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { freePort } from "../port.ts"
import { startServerProcess } from "./server-process.ts"

const require = createRequire(import.meta.url)

/** The npm package of dynoxide for this platform, in Node.js's platform names. */
export const dynoxidePackage = (): string => `@dynoxide/${process.platform}-${process.arch}`

/** The dynoxide program for this platform, or `undefined` if its package is not installed. */
export function findDynoxide(): string | undefined {
  try {
    return join(dirname(require.resolve(`${dynoxidePackage()}/package.json`)), process.platform === "win32" ? "dynoxide.exe" : "dynoxide")
  } catch {
    return undefined
  }
}

/** Starts dynoxide with its data in `file`, on a free port of the loopback address `host`. */
export async function startDynoxide(program: string, host: string, file: string) {
  // dynoxide cannot report the port it chose, so a free port is looked up first. Another process may take it before dynoxide starts.
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
