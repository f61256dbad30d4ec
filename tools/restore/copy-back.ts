import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  paginateScan,
} from "@aws-sdk/client-dynamodb"
import { table as shape } from "@parley/core/entities/table.ts"

type Item = Record<string, AttributeValue>
export type CopyReport = { copied: number; alreadyThere: number; expired: number }

const parallelWrites = 25

/** Copies items from a restored table that `to` lacks. Existing items stay unchanged, and expired items are skipped. Safe to repeat. */
export async function copyBack(client: DynamoDBClient, from: string, to: string, now: number): Promise<CopyReport> {
  const report: CopyReport = { copied: 0, alreadyThere: 0, expired: 0 }
  for await (const { Items = [] } of paginateScan({ client }, { TableName: from, ConsistentRead: true })) {
    const living = Items.filter((item) => Number(item[shape.ttl]?.N) > now / 1_000)
    report.expired += Items.length - living.length
    for (let at = 0; at < living.length; at += parallelWrites) {
      const written = await Promise.all(living.slice(at, at + parallelWrites).map((item) => putIfMissing(client, to, item)))
      const copied = written.filter(Boolean).length
      report.copied += copied
      report.alreadyThere += written.length - copied
    }
  }
  return report
}

async function putIfMissing(client: DynamoDBClient, to: string, item: Item): Promise<boolean> {
  const isMissing = `attribute_not_exists(${shape.primary.hashKey})`
  try {
    await client.send(new PutItemCommand({ TableName: to, Item: item, ConditionExpression: isMissing }))
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}
