import type { DynamoCall, DynamoFault, Rule } from "./dynamo-call.ts"

type ErrorAnswer = { status: number; body: { __type: string; message: string; [member: string]: unknown } }
type Answered = Exclude<DynamoFault, "request lost" | "reply lost" | "request late">

const type = (name: string) => `com.amazonaws.dynamodb.v20120810#${name}`

const messages = {
  TransactionConflict: "Transaction is ongoing for the item",
  ConditionalCheckFailed: "The conditional request failed",
}

/** DynamoDB's error responses in their wire format (DynamoDB API reference, common errors and TransactWriteItems). */
export const dynamoErrors: Record<Answered, (call: DynamoCall, rule: Rule) => ErrorAnswer> = {
  throttled: () => ({ status: 400, body: { __type: type("ThrottlingException"), message: "Rate exceeded" } }),
  throughput: () => ({
    status: 400,
    body: { __type: type("ProvisionedThroughputExceededException"), message: "The level of configured throughput was exceeded." },
  }),
  internal: () => ({ status: 500, body: { __type: type("InternalServerError"), message: "Internal server error" } }),
  conflict: ({ body }, { conflictAt, failedAt = [] }) => {
    const items = body.TransactItems
    if (!items) {
      return { status: 400, body: { __type: type("TransactionConflictException"), message: "Transaction is ongoing for the item" } }
    }
    const codes = items.map((_, index) => {
      if (failedAt.includes(index)) return "ConditionalCheckFailed"
      return !conflictAt || conflictAt.includes(index) ? "TransactionConflict" : "None"
    })
    return {
      status: 400,
      body: {
        __type: type("TransactionCanceledException"),
        message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(", ")}]`,
        CancellationReasons: codes.map((Code) => (Code === "None" ? { Code } : { Code, Message: messages[Code] })),
      },
    }
  },
}
