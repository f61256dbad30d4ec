import type { FaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { expect } from "vitest"
import type { Caller, TurnContext } from "../../src/context.ts"
import type { TurnRequest } from "../../src/turn/request.ts"
import { ask, type Listening, post, takeWell } from "./visitor.ts"

/** A conversation with the turns First and Second. */
export async function twoTurns(context: TurnContext, caller: Caller) {
  const first = await takeWell(context, caller, ask("First"))
  const { conversationId } = first
  const second = await takeWell(context, caller, ask("Second", { conversationId, parentTurnId: first.turnId }))
  return { conversationId, first: first.turnId, second: second.turnId }
}

/** Makes the next answers wait before their first text, until the result is called. */
export function holdAnswers(bedrock: FaultBedrock, count: number): () => void {
  const { promise, resolve } = Promise.withResolvers<void>()
  bedrock.script(...Array.from({ length: count }, () => ({ beforeDelta: () => promise })))
  return () => resolve()
}

/** Posts a turn and waits until it has begun or was refused. */
export async function begun(context: TurnContext, caller: Caller, request: TurnRequest): Promise<Listening> {
  const running = post(context, caller, request)
  await expect.poll(() => running.began ?? running.refused, { interval: 10, timeout: 20_000 }).toBeDefined()
  return running
}
