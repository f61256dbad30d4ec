import { spawnSync } from "node:child_process"
import { DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb"
import { createTable } from "@parley/local/database/table.ts"
import { startTestDatabase, type TestDatabase } from "@parley/testing/dynamodb/test-database.ts"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { root } from "../synth/paths.ts"

const keys = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_REGION: "us-east-1" }
let database: TestDatabase
let client: DynamoDBClient
beforeAll(async () => {
  database = await startTestDatabase()
  const credentials = { accessKeyId: "test", secretAccessKey: "test" }
  client = new DynamoDBClient({ endpoint: database.url, region: "us-east-1", credentials })
})
afterAll(async () => {
  client?.destroy()
  await database?.stop()
})

let run = 0
let tables: { restored: string; live: string }
beforeEach(async () => {
  run += 1
  tables = { restored: `restored-${run}`, live: `live-${run}` }
  for (const name of Object.values(tables)) await createTable(client, name)
})

const later = Math.floor(Date.now() / 1_000) + 3_600
const put = (table: string, key: string, text: string, expiresAt = later) =>
  client.send(
    new PutItemCommand({
      TableName: table,
      Item: { pk: { S: key }, sk: { S: "-" }, text: { S: text }, expiresAt: { N: String(expiresAt) } },
    }),
  )
const textsOf = async (table: string) => {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: table }))
  return Object.fromEntries(Items.map(({ pk, text }) => [pk?.S, text?.S]))
}
const restore = (...args: string[]) => {
  const env = { PATH: process.env.PATH, ...keys, AWS_ENDPOINT_URL_DYNAMODB: database.url }
  const { status, stdout, stderr } = spawnSync(process.execPath, ["tools/restore/main.ts", ...args], { cwd: root, env, encoding: "utf8" })
  return { status, said: `${stdout}${stderr}`.trim() }
}

test("missing items are restored, existing items stay unchanged, expired items are skipped", async () => {
  await put(tables.restored, "lost", "before")
  await put(tables.restored, "changed", "before")
  await put(tables.restored, "expired", "before", later - 7_200)
  await put(tables.live, "changed", "since")
  await put(tables.live, "new", "since")
  const said = `1 items copied from ${tables.restored} to ${tables.live}; 1 were there already, 1 have expired meanwhile.`
  expect(restore("--from", tables.restored, "--to", tables.live)).toEqual({ status: 0, said })
  expect(await textsOf(tables.live)).toEqual({ lost: "before", changed: "since", new: "since" })
})

test("many items are restored page by page, and a second run changes nothing", async () => {
  // More than the 1 MB of one page.
  const long = "x".repeat(20_000)
  for (let n = 0; n < 60; n++) await put(tables.restored, `item-${n}`, long)
  expect(restore("--from", tables.restored, "--to", tables.live).said).toMatch(/^60 items copied/)
  expect(restore("--from", tables.restored, "--to", tables.live).said).toMatch(/^0 items copied .* 60 were there already/)
})

test("both tables are required", () => {
  expect(restore("--from", tables.restored)).toEqual({
    status: 1,
    said: "Name the two tables: npm run restore -- --from RESTORED_TABLE --to TABLE.",
  })
})
