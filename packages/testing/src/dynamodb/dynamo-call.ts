export type DynamoOperation = "GetItem" | "PutItem" | "UpdateItem" | "DeleteItem" | "Query" | "BatchGetItem" | "TransactWriteItems"

/**
 * The fault of a call. `throttled`, `throughput` and `internal` are errors of DynamoDB. `conflict` is a conflict with another writer's
 * transaction on one of the items (emulators never produce it). `request lost` breaks the connection before the call takes effect, `reply
 * lost` after it. `request late` breaks it at once; the call takes effect after `lateMs`.
 */
export type DynamoFault = "throttled" | "throughput" | "internal" | "conflict" | "request lost" | "reply lost" | "request late"

export type DynamoCall = {
  operation: DynamoOperation
  body: DynamoBody
  fault?: DynamoFault
  /** Size and status of the database's reply. */
  replyBytes?: number
  replyStatus?: number
}
export type DynamoBody = { TransactItems?: Record<string, { Item?: unknown; Key?: unknown }>[]; [member: string]: unknown }

export type Rule = {
  operation: DynamoOperation
  /** The first affected call of the operation, counted from 1. Default: 1. */
  nth?: number
  /** The number of affected calls from there on, including the SDK's own retries. Default: 1. */
  times?: number
  /** Only calls for which this returns true are counted. */
  when?: (call: DynamoCall) => boolean
  fault?: DynamoFault
  /** The items of a transaction that another writer holds, by index. Default: all. */
  conflictAt?: number[]
  /** In a conflict, the items whose condition also fails. */
  failedAt?: number[]
  /** Replaces the token of the transaction: for the database, a repeated call is a new one. */
  forgetToken?: boolean
  /** For `request late`. */
  lateMs?: number
  /** The call arrives a second time, so long after its first reply. */
  againAfterMs?: number
  /** Awaited before the call reaches the database, and before its reply is sent. */
  before?: () => unknown
  after?: () => unknown
}
