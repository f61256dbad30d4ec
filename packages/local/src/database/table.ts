import {
  CreateTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb"
import { table } from "@parley/core/entities/table.ts"

/** Creates Parley's table as the stack does, with TTL, unless it exists. */
export async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
  const indexes = Object.entries(table.indexes).map(([name, keys]) => ({
    IndexName: name,
    KeySchema: keySchema(keys),
    Projection: { ProjectionType: "ALL" as const },
  }))
  const keyNames = [table.primary, ...Object.values(table.indexes)].flatMap(({ hashKey, rangeKey }) => [hashKey, rangeKey])
  try {
    await client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: keySchema(table.primary),
        AttributeDefinitions: keyNames.map((name) => ({ AttributeName: name, AttributeType: "S" as const })),
        GlobalSecondaryIndexes: indexes,
      }),
    )
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error
  }
  await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 1 }, { TableName: tableName })
  await enableTtl(client, tableName)
}

const keySchema = (keys: { hashKey: string; rangeKey: string }) => [
  { AttributeName: keys.hashKey, KeyType: "HASH" as const },
  { AttributeName: keys.rangeKey, KeyType: "RANGE" as const },
]

// Enabling TTL twice is a ValidationException.
async function enableTtl(client: DynamoDBClient, tableName: string) {
  const { TimeToLiveDescription: current } = await client.send(new DescribeTimeToLiveCommand({ TableName: tableName }))
  if (current?.TimeToLiveStatus === "ENABLED") return
  await client.send(
    new UpdateTimeToLiveCommand({ TableName: tableName, TimeToLiveSpecification: { Enabled: true, AttributeName: table.ttl } }),
  )
}
