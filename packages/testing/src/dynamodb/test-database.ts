import { startDynamoDbLocal } from "@parley/local/database/dynamodb-local.ts"
import { findDynoxide } from "@parley/local/database/dynoxide.ts"
import { startServerProcess } from "@parley/local/database/server-process.ts"
import { freePort } from "@parley/local/port.ts"

export type DatabaseKind = "fast" | "amazon"
export type TestDatabase = { url: string; stop(): Promise<void> }

/** A database in memory: dynoxide, or DynamoDB Local if dynoxide has no package for this platform or a test requests it. Use tables of your own. */
export async function startTestDatabase(kind: DatabaseKind = "fast"): Promise<TestDatabase> {
  const program = findDynoxide()
  if (kind === "amazon" || !program) return sharedDynamoDbLocal()
  const port = await freePort(0, "DYNAMODB_PORT")
  const url = `http://127.0.0.1:${port}`
  return { ...(await startServerProcess(program, ["serve", "--host", "127.0.0.1", "--port", String(port)], url)), url }
}

let shared: ReturnType<typeof startDynamoDbLocal> | undefined

/** One DynamoDB Local for all test files of a process: its start takes seconds. It ends with the process. */
async function sharedDynamoDbLocal(): Promise<TestDatabase> {
  shared ??= startDynamoDbLocal().then((database) => {
    process.once("exit", () => void database.stop())
    // Vitest ends its workers with this signal.
    process.once("SIGTERM", () => process.exit())
    return database
  })
  const { url } = await shared
  return { url, stop: async () => {} }
}
