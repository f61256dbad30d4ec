import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DescribeTableCommand, DescribeTimeToLiveCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { describeOnBothDatabases } from "@parley/testing/dynamodb/both-databases.ts"
import { afterAll, beforeAll, expect, test } from "vitest"
import { startDatabase } from "../../src/database/database.ts"
import { startDynamoDbLocal } from "../../src/database/dynamodb-local.ts"
import { createTable } from "../../src/database/table.ts"

const credentials = { accessKeyId: "test", secretAccessKey: "test" }

describeOnBothDatabases("the table in", (kind) => {
  let stop: () => Promise<void>
  let client: DynamoDBClient

  beforeAll(async () => {
    const started = kind === "fast" ? await startTemporaryDynoxide() : await startDynamoDbLocal()
    stop = started.stop
    client = new DynamoDBClient({ endpoint: started.url, region: "us-east-1", credentials })
    await createTable(client, "table-test")
  })
  afterAll(() => stop())

  test("has string keys, an index by recency with all attributes, and on-demand billing", async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: "table-test" }))
    const attributes = Table?.AttributeDefinitions?.map((a) => `${a.AttributeName} ${a.AttributeType}`).sort()
    expect(attributes).toEqual(["gsi1pk S", "gsi1sk S", "pk S", "sk S"])
    expect(Table?.KeySchema?.map((k) => `${k.AttributeName} ${k.KeyType}`)).toEqual(["pk HASH", "sk RANGE"])
    const indexes = Table?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }))
    expect(indexes).toEqual([
      {
        IndexName: "byRecency",
        KeySchema: [
          { AttributeName: "gsi1pk", KeyType: "HASH" },
          { AttributeName: "gsi1sk", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "ALL" },
      },
    ])
    expect(Table?.BillingModeSummary?.BillingMode).toBe("PAY_PER_REQUEST")
  })

  test("expires items by expiresAt", async () => {
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: "table-test" }))
    expect(TimeToLiveDescription).toEqual({ AttributeName: "expiresAt", TimeToLiveStatus: "ENABLED" })
  })

  test("stays unchanged if it exists", async () => {
    await expect(createTable(client, "table-test")).resolves.toBeUndefined()
  })
})

async function startTemporaryDynoxide() {
  const dataDir = await mkdtemp(join(tmpdir(), "parley-table-"))
  const database = await startDatabase({ endpoint: undefined, port: 0, dataDir, region: "us-east-1", tableName: "parley" })
  const stop = async () => {
    await database.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  return { url: database.url, stop }
}
