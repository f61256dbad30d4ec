import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb"

const key = { pk: { S: "kept" }, sk: { S: "kept" } }

const client = (endpoint: string) =>
  new DynamoDBClient({ endpoint, region: "us-east-1", maxAttempts: 1, credentials: { accessKeyId: "test", secretAccessKey: "test" } })

/** Stores an item that a later run can read to prove that it has the same data. */
export async function storeItem(databaseUrl: string): Promise<void> {
  await client(databaseUrl).send(new PutItemCommand({ TableName: "parley", Item: key }))
}

export async function hasItem(databaseUrl: string): Promise<boolean> {
  const { Item } = await client(databaseUrl).send(new GetItemCommand({ TableName: "parley", Key: key, ConsistentRead: true }))
  return Item !== undefined
}
