import { createRequire } from "node:module"
import { dirname, join } from "node:path"
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

/** Starts dynoxide on loopback with its data in `file`. */
export async function startDynoxide(program: string, port: number, file: string) {
  const url = `http://127.0.0.1:${port}`
  const server = await startServerProcess(program, ["serve", "--host", "127.0.0.1", "--port", String(port), "--db-path", file], url)
  return { ...server, url }
}
