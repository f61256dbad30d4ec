import type { Caller, TurnContext } from "../context.ts"
import { beginTurn } from "./begin.ts"
import type { Emit } from "./events.ts"
import type { Joined } from "./follow.ts"
import { generate } from "./generate.ts"
import { joinTurn } from "./join.ts"
import type { TurnRequest } from "./request.ts"

/**
 * Takes one turn: begins and runs it, or joins the one that was begun before. The same `turnId` always converges on the same answer. What a
 * caller holds of a turn that was begun again may be of the run before: it gets the whole answer. Resolves after the last event. If a turn is
 * still being written when its caller stops following it, or cannot follow it at all, the result is `running`; in the second case nothing
 * was emitted.
 * @throws VisibleError before the first event; afterwards errors are events
 */
export async function takeTurn(context: TurnContext, caller: Caller, request: TurnRequest, deadline: number, emit: Emit): Promise<Joined> {
  const begun = await beginTurn(context, caller, request, deadline)
  if (begun.kind === "found") return joinTurn(context, caller, begun.turn, begun.turn.begunAgain ? 0 : request.after, emit, deadline)
  const message = await generate(context, { ...begun, content: request.content }, deadline, emit)
  return message ? { kind: "ended", message } : { kind: "broken" }
}
