import type { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb"
import { Entity, Service } from "electrodb"
import { conversationSchema } from "./conversation.ts"
import { messageSchema } from "./message.ts"
import { nodeSchema } from "./node.ts"
import { partSchema } from "./part.ts"
import { slotSchema } from "./slot.ts"
import { turnSchema } from "./turn.ts"
import { usageSchema } from "./usage.ts"

/** The entities of one table. Build it once per process: ElectroDB validates every schema. */
export function createStore(dynamo: DynamoDBClient, tableName: string) {
  const client = DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } })
  const configuration = { client, table: tableName }
  return new Service(
    {
      conversations: new Entity(conversationSchema, configuration),
      messages: new Entity(messageSchema, configuration),
      turns: new Entity(turnSchema, configuration),
      nodes: new Entity(nodeSchema, configuration),
      parts: new Entity(partSchema, configuration),
      slots: new Entity(slotSchema, configuration),
      usages: new Entity(usageSchema, configuration),
    },
    configuration,
  )
}

export type Store = ReturnType<typeof createStore>

/** The entities inside a transaction, where writes are committed together. */
export type TransactionEntities = Parameters<Parameters<Store["transaction"]["write"]>[0]>[0]
