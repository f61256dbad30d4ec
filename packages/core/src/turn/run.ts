import type { Caller, TurnContext } from "../context.ts"
import { type Begun, beginTurn, restartTurn } from "./begin.ts"
import { earlierTurn } from "./claim.ts"
import type { Emit } from "./events.ts"
import type { Joined } from "./follow.ts"
import { generate } from "./generate.ts"
import { joinTurn } from "./join.ts"
import { turnReplaced } from "./read.ts"
import type { TurnRequest } from "./request.ts"

/**
 * Runs one turn: begins it and calls the model, or joins the turn that was begun before. The same `turnId` always leads to the same answer. A
 * caller of a restarted turn gets the whole answer: its part of it may belong to the failed run. Resolves after the last event. If
 * the turn is still being written when its caller stops following it, or cannot follow it at all, the result is `running`; in the second case
 * nothing was emitted.
 * @throws VisibleError before the first event; afterwards errors are events
 */
export async function runTurn(context: TurnContext, caller: Caller, request: TurnRequest, deadline: number, emit: Emit): Promise<Joined> {
  const { after } = request
  const turnDeadline = Math.min(deadline, context.now() + context.settings.maxTurnMs)
  const begun = await (after ? resumeTurn : beginTurn)(context, caller, request, turnDeadline)
  if (begun.kind === "existing") {
    // A length does not tell to which run it belongs.
    const known = typeof after === "number" && begun.turn.begunAgain ? 0 : after
    return joinTurn(context, caller, begun.turn, known, emit, deadline)
  }
  const message = await generate(context, { ...begun, after }, turnDeadline, emit)
  return message ? { kind: "ended", message } : { kind: "broken" }
}

/**
 * A caller with a position is resuming: never begin a new turn for it. A turn that failed is restarted.
 * @throws VisibleError `turn.missing` if the turn no longer exists
 */
async function resumeTurn(context: TurnContext, caller: Caller, request: TurnRequest, deadline: number): Promise<Begun> {
  const earlier = await earlierTurn(context, caller.owner, request)
  if (!earlier) throw turnReplaced()
  return earlier.kind === "existing" ? earlier : restartTurn(context, caller, request, earlier.turn, deadline)
}
