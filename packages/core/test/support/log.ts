import type { DynamoCall } from "@parley/testing/dynamodb/dynamo-proxy.ts"
import { storedText } from "../../src/blocks/stored.ts"
import type { Caller, StoreContext } from "../../src/context.ts"
import type { Part } from "../../src/entities/part.ts"
import type { Turn } from "../../src/entities/turn.ts"
import { leaseOf } from "../../src/turn/lease.ts"
import { append, newestPart, partOf, readParts } from "../../src/turn/log.ts"
import { type LogEvent, runBlocks } from "../../src/turn/log-events.ts"

/** Whether a call is a heartbeat of a generator. */
export const isBeat = ({ operation, body }: DynamoCall): boolean => operation === "PutItem" && kindOf(body) === "events"
/** Whether a call requests a stop. */
export const isStop = ({ operation, body }: DynamoCall): boolean => operation === "PutItem" && kindOf(body) === "stop"

const kindOf = (body: DynamoCall["body"]) => (body.Item as { kind?: { S?: string } } | undefined)?.kind?.S

/** The text of the caller's running turn that is stored so far. */
export async function textInLog({ store }: StoreContext, { owner }: Caller): Promise<string> {
  const { data } = await store.entities.turns.query.primary({ owner }).go({ pages: "all", consistent: true })
  const running = data.find(({ status }) => status === "streaming")
  return running ? storedText(runBlocks(running, await readParts(store, running))) : ""
}

/** Appends a text to the log of a turn, as its generator's heartbeats do. */
export async function logText(context: StoreContext, turn: Turn, text: string): Promise<void> {
  const newest = await newestPart(context.store, turn)
  const opened: LogEvent[] = newest ? [] : [{ type: "block", index: 0, block: { text: "" } }]
  const events = JSON.stringify([...opened, { type: "delta", index: 0, text }] satisfies LogEvent[])
  const part = { seq: (newest?.seq ?? 0) + 1, kind: "events", events, leaseUntil: leaseOf(turn, newest) } as const
  if (await append(context, partOf(turn, part, context.now()))) throw new Error("The number is taken.")
}

/** Every part of a conversation's log. */
export async function partsOf({ store }: StoreContext, conversationId: string): Promise<Part[]> {
  const { data } = await store.entities.parts.query.primary({ conversationId }).go({ pages: "all", consistent: true })
  return data
}
