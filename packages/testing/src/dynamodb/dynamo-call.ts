export type DynamoOperation = "GetItem" | "PutItem" | "UpdateItem" | "DeleteItem" | "Query" | "TransactWriteItems"

/**
 * What goes wrong with a call. `throttled`, `throughput` and `internal` are answers of DynamoDB, `conflict` is another writer's hold on one of the
 * items (emulators never produce it). `request lost` breaks the connection before the call took effect, `reply lost` after it.
 */
export type DynamoFault = "throttled" | "throughput" | "internal" | "conflict" | "request lost" | "reply lost"

export type DynamoCall = {
  operation: DynamoOperation
  body: DynamoBody
  fault?: DynamoFault /** Of the database's reply. */
  replyBytes?: number
}
export type DynamoBody = { TransactItems?: Record<string, { Item?: unknown; Key?: unknown }>[]; [member: string]: unknown }

export type Rule = {
  operation: DynamoOperation
  /** The first call of the operation that is meant, from 1; 1 if not given. */
  nth?: number
  /** How many calls from there on, the SDK's own retries included; 1 if not given. */
  times?: number
  /** Only calls that this is true for are counted. */
  when?: (call: DynamoCall) => boolean
  fault?: DynamoFault
  /** Items of a transaction that another writer holds, by place; all if not given. */
  conflictAt?: number[]
  /** With a conflict, items whose condition fails besides. */
  failedAt?: number[]
  /** The database does not learn the transaction's token, as if it had forgotten it when the call is repeated. */
  forgetToken?: boolean
  /** Waited for before the call reaches the database, and before its reply leaves. */
  before?: () => unknown
  after?: () => unknown
}
