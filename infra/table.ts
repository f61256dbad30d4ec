import { table as shape } from "@parley/core/entities/table.ts"
import type { FunctionName } from "@parley/functions/routes.ts"
import { stackSettings, stage } from "./deployment.ts"

const { read, write } = stackSettings.tableUnitsPerSecond
// An index has its own maximum, and a write to the table can cause a write to the index.
const onDemandThroughput = { maxReadRequestUnits: read, maxWriteRequestUnits: write }
const keys = [shape.primary, ...Object.values(shape.indexes)].flatMap(({ hashKey, rangeKey }) => [hashKey, rangeKey])

/** On demand up to a maximum, with point-in-time recovery (SST's default). Not linked: a link would grant `dynamodb:*`. */
export const table = new sst.aws.Dynamo("Table", {
  fields: Object.fromEntries(keys.map((key) => [key, "string" as const])),
  primaryIndex: shape.primary,
  globalIndexes: shape.indexes,
  ttl: shape.ttl,
  deletionProtection: stage.deletionProtection,
  transform: {
    table: (table) => {
      table.onDemandThroughput = onDemandThroughput
      table.globalSecondaryIndexes = $output(table.globalSecondaryIndexes).apply((indexes) =>
        (indexes ?? []).map((index) => ({ ...index, onDemandThroughput })),
      )
    },
  },
})

/** The permissions of a function: exactly the operations that it uses. A transaction needs the permissions of its items. */
export const tablePermissions = (name: FunctionName) => [
  {
    actions: ["GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"].map((operation) => `dynamodb:${operation}`),
    resources: [table.arn],
  },
  ...(name === "conversations" ? [{ actions: ["dynamodb:Query"], resources: indexArns }] : []),
]

const indexArns = Object.keys(shape.indexes).map((index) => $interpolate`${table.arn}/index/${index}`)
