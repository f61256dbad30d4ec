import { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { DynamoDBDocumentClient, paginateScan } from "@aws-sdk/lib-dynamodb"

export type TableItem = Record<string, unknown> & { pk: string; sk: string }

/** Every item in the stage's table, as stored. */
export async function tableItems(databaseUrl: string): Promise<TableItem[]> {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" }
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint: databaseUrl, region: "us-east-1", credentials }))
  const items: TableItem[] = []
  for await (const page of paginateScan({ client }, { TableName: "parley" })) items.push(...((page.Items ?? []) as TableItem[]))
  return items
}
