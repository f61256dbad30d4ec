import type { Caller, TurnContext } from "../../src/context.ts"
import { ask, takeWell } from "./visitor.ts"

/** A conversation that asks for Trees, then for Oak or, in a version of that turn, for Elm, which is shown. */
export async function treesOf(context: TurnContext, caller: Caller) {
  const { conversationId, turnId: first } = await takeWell(context, caller, ask("Trees"))
  const { turnId: oak } = await takeWell(context, caller, ask("Oak", { conversationId, parentTurnId: first }))
  const { turnId: elm } = await takeWell(context, caller, ask("Elm", { conversationId, parentTurnId: first }))
  return { conversationId, first, oak, elm }
}
