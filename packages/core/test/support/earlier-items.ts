import { readFileSync } from "node:fs"
import { DynamoDBClient, UpdateTimeToLiveCommand } from "@aws-sdk/client-dynamodb"
import { BatchWriteCommand, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb"
import type { Conversation } from "../../src/entities/conversation.ts"
import type { Message } from "../../src/entities/message.ts"
import { table } from "../../src/entities/table.ts"
import type { Turn } from "../../src/entities/turn.ts"
import type { Usage } from "../../src/entities/usage.ts"
import type { World } from "./world.ts"

type Item = Record<string, unknown> & { __edb_e__: string }

/** The table of a stage as an earlier version left it. Every item is as that version wrote it. */
export type EarlierItems = {
  writtenAt: number
  items: Item[]
  conversations: Conversation[]
  messages: Message[]
  turns: Turn[]
  usages: Usage[]
}

/**
 * `871df17`: three visitors at one address, two of them with a running turn when the process of `chat` was killed at `writtenAt`.
 * `f296993`, the last version whose messages are texts alone: a visitor with turns in every state, a person with a claimed conversation, a
 * visitor with two turns that still run at `writtenAt`.
 */
export function itemsOf(commit: "871df17" | "f296993"): EarlierItems {
  const file: { writtenAt: string; items: Item[] } = JSON.parse(
    readFileSync(new URL(`../fixtures/items-of-${commit}.json`, import.meta.url), "utf8"),
  )
  const of = <T>(entity: string) => file.items.filter(({ __edb_e__ }) => __edb_e__ === entity) as unknown as T[]
  return {
    writtenAt: Date.parse(file.writtenAt),
    items: file.items,
    conversations: of("conversation"),
    messages: of("message"),
    turns: of("turn"),
    usages: of("usage"),
  }
}

/** A process of the present version on a table with these items, at this time after they were written. */
export async function contextWithItems(world: World, { writtenAt, items }: EarlierItems, afterMs: number) {
  const context = await world.context({ now: () => writtenAt + afterMs })
  const { tableName } = context
  const credentials = { accessKeyId: "test", secretAccessKey: "test" }
  const dynamo = new DynamoDBClient({ endpoint: world.dynamo.url, region: "us-east-1", credentials })
  // The database deletes expired items by the machine's clock.
  const off = { Enabled: false, AttributeName: table.ttl }
  await dynamo.send(new UpdateTimeToLiveCommand({ TableName: tableName, TimeToLiveSpecification: off }))
  const client = DynamoDBDocumentClient.from(dynamo)
  for (let start = 0; start < items.length; start += 25) {
    const puts = items.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }))
    await client.send(new BatchWriteCommand({ RequestItems: { [tableName]: puts } }))
  }
  client.destroy()
  return context
}
