import { setTimeout as wait } from "node:timers/promises"
import type { DynamoFault, DynamoOperation, DynamoProxy, Rule } from "@parley/testing/dynamodb/dynamo-proxy.ts"
import { between, oneOf } from "./chance.ts"

const operations: [DynamoOperation, ...DynamoOperation[]] = [
  "GetItem",
  "PutItem",
  "UpdateItem",
  "DeleteItem",
  "Query",
  "TransactWriteItems",
]
const faults: [DynamoFault, ...DynamoFault[]] = ["throttled", "throughput", "internal", "request lost", "reply lost"]

const broken = (): Rule => ({ operation: oneOf(operations), fault: oneOf(faults), times: between(1, 2) })
const held = (): Rule => ({ operation: "TransactWriteItems", fault: "conflict", conflictAt: [between(0, 5)], times: between(1, 2) })
const late = (): Rule => ({ operation: oneOf(operations), before: () => wait(between(200, 2_000)) })
const rules = [broken, broken, broken, held, late] as const

/**
 * Breaks a call to the table about once a second, at most twice in a row: the client tries three times. Some calls are only delayed.
 * @returns the number of faults that were set, after the end
 */
export async function troubleTable(dynamo: DynamoProxy, isOver: () => boolean): Promise<number> {
  let count = 0
  while (!isOver()) {
    await wait(between(500, 1_500))
    // Removes faults that no call met, and clears the proxy's record of calls.
    dynamo.reset()
    dynamo.rule(oneOf(rules)())
    count += 1
  }
  dynamo.reset()
  return count
}
