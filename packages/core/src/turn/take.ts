import type { Message } from "../entities/message.ts"
import { beginTurn } from "./begin.ts"
import type { Caller, TurnContext } from "./context.ts"
import type { Emit } from "./events.ts"
import { followTurn } from "./follow.ts"
import { generate } from "./generate.ts"
import type { TurnRequest } from "./request.ts"

/**
 * Takes one turn to its end: begins and runs it, or follows the one that was begun before. The same `turnId` always converges on the same
 * answer. What a caller holds of a turn that was begun again may be of the run before: it gets the whole answer. Resolves after the last event, with the stored answer if there is one.
 * @throws VisibleError before the first event; afterwards errors are events
 */
export async function takeTurn(
  context: TurnContext,
  caller: Caller,
  request: TurnRequest,
  deadline: number,
  emit: Emit,
): Promise<Message | undefined> {
  const begun = await beginTurn(context, caller, request, deadline)
  if (begun.kind === "begun") return generate(context, { ...begun, content: request.content }, deadline, emit)
  return followTurn(context, begun.turn, begun.turn.begunAgain ? 0 : request.after, emit, deadline)
}
