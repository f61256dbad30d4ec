import type { DynamoProxy } from "@parley/testing/dynamodb/dynamo-proxy.ts"
import type { Taken } from "../peer-process.ts"
import type { Talker } from "../process.ts"
import type { Table } from "../report.ts"
import { now } from "../script.ts"

type Call = { name: string; asked: number; answered?: number }

/** Every call on the wire of one turn with a history, in order, in milliseconds since the request. */
export async function traceTurn(talker: Talker, proxy: DynamoProxy): Promise<Table> {
  proxy.reset()
  const calls: Call[] = []
  for (const operation of ["Query", "TransactWriteItems", "GetItem", "UpdateItem"] as const) {
    const open: Call[] = []
    proxy.rule({
      operation,
      times: Infinity,
      before: () => open.push(calls[calls.push({ name: `DynamoDB ${operation}`, asked: now() }) - 1] as Call),
      after: () => Object.assign(open.shift() ?? {}, { answered: now() }),
    })
  }
  const { began, before } = await talker.tell<Taken>({ deltas: 20, every: 5, timed: true })
  proxy.reset()
  calls.push({ name: "Bedrock ConverseStream", asked: began + (before[0] ?? 0) })
  const since = (at: number | undefined) => (at === undefined ? "its stream" : `${(at - began).toFixed(1)} ms`)
  return {
    caption:
      "One turn with a history on the wire: one round trip of the table comes before the model is called, the transaction with the query beside it.",
    head: ["call", "arrives after", "is answered after"],
    rows: calls.toSorted((a, b) => a.asked - b.asked).map(({ name, asked, answered }) => [name, since(asked), since(answered)]),
  }
}
