import { startDynamoDbLocal } from "@parley/local/database/dynamodb-local.ts"
import { findDynoxide } from "@parley/local/database/dynoxide.ts"
import { startServerProcess } from "@parley/local/database/server-process.ts"
import { freePort } from "@parley/local/port.ts"

export type DatabaseKind = "fast" | "amazon"
export type TestDatabase = { url: string; stop(): Promise<void> }

/** A database in memory: dynoxide, or DynamoDB Local if dynoxide has no package for this platform or a test requests it. */
export async function startTestDatabase(kind: DatabaseKind = "fast"): Promise<TestDatabase> {
  const program = findDynoxide()
  if (kind === "amazon" || !program) return startDynamoDbLocal()
  const port = await freePort(0, "DYNAMODB_PORT")
  const url = `http://127.0.0.1:${port}`
  return { ...(await startServerProcess(program, ["serve", "--host", "127.0.0.1", "--port", String(port)], url)), url }
}
