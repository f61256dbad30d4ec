import { mkdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { PlainError } from "../plain-error.ts"
import { freePort } from "../port.ts"
import { findDynamoDbLocal, hasJava17, startDynamoDbLocal } from "./dynamodb-local.ts"
import { findDynoxide, startDynoxide } from "./dynoxide.ts"
import { startGuardedPort, unguessableHost } from "./guarded-port.ts"
import { endLeftover, rememberProcess } from "./leftover.ts"
import { createTable } from "./table.ts"

export type Database = {
  /** For tools: checks each request and refuses web pages. */
  url: string
  /** For the functions: the server itself. */
  serverUrl: string
  /** The running database, described for the start-up report. */
  said: string
  /** Settles when an embedded database exits by itself; never for an external database. */
  ended: Promise<void>
  stop(): Promise<void>
}

/**
 * Starts the embedded database with its data in `dataDir` and creates the table. `endpoint` (AWS_ENDPOINT_URL_DYNAMODB) replaces it.
 * @throws PlainError with what to install or to change.
 */
export async function startDatabase(options: {
  endpoint: string | undefined
  port: number
  dataDir: string
  region: string
  tableName: string
}): Promise<Database> {
  const database = options.endpoint ? connected(options.endpoint) : await startEmbedded(options.port, options.dataDir)
  try {
    await prepareTable(database.serverUrl, options.region, options.tableName)
    return database
  } catch (error) {
    await database.stop()
    if (!options.endpoint) throw error
    const cause = error instanceof Error && error.message ? error.message : String(error)
    throw new PlainError(`AWS_ENDPOINT_URL_DYNAMODB is ${options.endpoint}, and the table could not be created there: ${cause}`)
  }
}

/** Removes the data of the embedded database from `dataDir`. */
export async function resetDatabase(dataDir: string): Promise<void> {
  await endLeftover(processFile(dataDir), dataDir)
  const sqlite = ["", "-wal", "-shm"].map((suffix) => join(dataDir, `${sqliteFile}${suffix}`))
  for (const path of [...sqlite, join(dataDir, javaFolder)]) await rm(path, { recursive: true, force: true })
}

const sqliteFile = "database.sqlite"
const javaFolder = "dynamodb-local"
const processFile = (dataDir: string) => join(dataDir, "database.pid")

const connected = (url: string): Database => ({
  url,
  serverUrl: url,
  said: "external (AWS_ENDPOINT_URL_DYNAMODB)",
  ended: new Promise(() => {}),
  stop: async () => {},
})

async function startEmbedded(port: number, dataDir: string): Promise<Database> {
  await mkdir(dataDir, { recursive: true })
  await endLeftover(processFile(dataDir), dataDir)
  const dynoxide = findDynoxide()
  if (!dynoxide && !(findDynamoDbLocal() && (await hasJava17())))
    throw new PlainError(
      `There is no embedded database for ${process.platform} on ${process.arch}: install Java 17 or newer, or set AWS_ENDPOINT_URL_DYNAMODB to your own DynamoDB.`,
    )
  // Checked before the server starts, although the known port opens after it.
  if (port) await freePort(port, "DYNAMODB_PORT")
  const server = dynoxide
    ? await startDynoxide(dynoxide, unguessableHost(), join(dataDir, sqliteFile))
    : await startDynamoDbLocal({ dataDir: await folder(join(dataDir, javaFolder)) })
  await rememberProcess(processFile(dataDir), server.pid)
  const stopServer = async () => {
    await server.stop()
    await rm(processFile(dataDir), { force: true })
  }
  const guarded = await startGuardedPort(port, server.url).catch(async (error: unknown) => {
    await stopServer()
    throw error
  })
  return {
    url: guarded.url,
    serverUrl: server.url,
    said: dynoxide ? `dynoxide, data in ${join(dataDir, sqliteFile)}` : `DynamoDB Local, data in ${join(dataDir, javaFolder)}`,
    ended: server.ended,
    stop: async () => {
      await guarded.stop()
      await stopServer()
    },
  }
}

async function folder(path: string) {
  await mkdir(path, { recursive: true })
  return path
}

async function prepareTable(endpoint: string, region: string, tableName: string) {
  const client = new DynamoDBClient({ endpoint, region, credentials: { accessKeyId: "local", secretAccessKey: "local" } })
  try {
    await createTable(client, tableName)
  } finally {
    client.destroy()
  }
}
