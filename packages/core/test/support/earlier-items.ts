import { readFileSync } from "node:fs"
import { DynamoDBClient, UpdateTimeToLiveCommand } from "@aws-sdk/client-dynamodb"
import { BatchWriteCommand, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb"
import { table } from "../../src/entities/table.ts"
import type { Turn } from "../../src/entities/turn.ts"
import type { Usage } from "../../src/entities/usage.ts"
import type { World } from "./world.ts"

type Item = Record<string, unknown> & { __edb_e__: string }

/**
 * The table of a stage that ran commit 871df17, as that version wrote it: three visitors at one address. Two of them had a running turn when the
 * process of `chat` was killed at `writtenAt`.
 */
const file: { commit: string; writtenAt: string; items: Item[] } = JSON.parse(
  readFileSync(new URL("../fixtures/earlier-items.json", import.meta.url), "utf8"),
)

const of = <T>(entity: string) => file.items.filter(({ __edb_e__ }) => __edb_e__ === entity) as unknown as T[]

export const earlier = { writtenAt: Date.parse(file.writtenAt), turns: of<Turn>("turn"), usages: of<Usage>("usage") }

/** A process of the present version on a table with these items, at this time after they were written. */
export async function contextWithEarlierItems(world: World, afterMs: number) {
  const context = await world.context({ now: () => earlier.writtenAt + afterMs })
  const { tableName } = context
  const credentials = { accessKeyId: "test", secretAccessKey: "test" }
  const dynamo = new DynamoDBClient({ endpoint: world.dynamo.url, region: "us-east-1", credentials })
  // The database deletes expired items by the machine's clock.
  const off = { Enabled: false, AttributeName: table.ttl }
  await dynamo.send(new UpdateTimeToLiveCommand({ TableName: tableName, TimeToLiveSpecification: off }))
  const client = DynamoDBDocumentClient.from(dynamo)
  for (let start = 0; start < file.items.length; start += 25) {
    const puts = file.items.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }))
    await client.send(new BatchWriteCommand({ RequestItems: { [tableName]: puts } }))
  }
  client.destroy()
  return context
}
