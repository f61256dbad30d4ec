import { shardQueue } from "../budget/shards.ts"
import type { Caller, TurnContext } from "../context.ts"
import { pause } from "../entities/retry.ts"
import type { Turn } from "../entities/turn.ts"
import { timeOfId } from "../ids.ts"
import { type NewTurn, tryToBegin } from "./begin-attempt.ts"
import type { Begin } from "./begin-refusal.ts"
import { earlierTurn, tooBusy } from "./claim.ts"
import { turnReplaced } from "./read.ts"
import type { TurnRequest } from "./request.ts"

/** How long a begin is repeated while other writers hold its items. */
const timeoutMs = 5_000
/** A page sends a turn as soon as it has made its id; the clocks of devices differ by a few seconds. */
const freshMs = 10_000

export type Begun =
  | NewTurn
  /** The turn was begun before: follow or replay it. */
  | { kind: "existing"; turn: Turn }

/**
 * Begins a turn in one transaction, which claims its id, stores the user's message, takes the conversation's slot and reserves the money; the
 * history is read beside it. A turn that exists is returned, and one that failed is restarted. If the id is old enough to have been used
 * before, the claim is read first: repeating an old turn reads no history.
 * @param deadline when this process will be gone, in milliseconds since 1970
 * @throws VisibleError in the order claim (`turn.mismatch`, `turn.missing`), 404, 409, 429, then `store.unavailable`
 */
export async function beginTurn(context: TurnContext, caller: Caller, request: TurnRequest, deadline: number): Promise<Begun> {
  const isOld = request.conversationId !== undefined && Math.abs(context.now() - timeOfId(request.turnId)) >= freshMs
  const earlier = isOld ? await earlierTurn(context, caller.owner, request) : undefined
  if (earlier?.kind === "existing") return earlier
  return begin(context, caller, request, deadline, { failed: earlier?.turn, mayStart: true })
}

/**
 * Restarts a failed turn, and never begins a new one.
 * @throws VisibleError like `beginTurn`; `turn.missing` if the failed turn no longer exists
 */
export const restartTurn = (context: TurnContext, caller: Caller, request: TurnRequest, failed: Turn, deadline: number): Promise<Begun> =>
  begin(context, caller, request, deadline, { failed, mayStart: false })

type Start = { failed: Turn | undefined /** False: a turn that is gone is not begun as a new one. */; mayStart: boolean }

async function begin(context: TurnContext, caller: Caller, request: TurnRequest, deadline: number, { failed, mayStart }: Start) {
  const timeoutAt = context.now() + timeoutMs
  const state: Begin = {
    context,
    caller,
    request,
    deadline,
    failed,
    origin: undefined,
    draft: undefined,
    shards: shardQueue(),
    lostReplies: 0,
    conflicts: 0,
  }
  let cleared = 0
  for (;;) {
    const outcome = await tryToBegin(state)
    switch (outcome.kind) {
      case "begun":
      case "existing":
        return outcome
      case "failed":
        state.failed = outcome.turn
        break
      case "gone":
        if (!mayStart) throw turnReplaced()
        state.failed = undefined
        break
      case "shardFull":
        state.shards.skip(outcome.scope, context.settings, context.now())
        break
      case "lostReply":
        // Followed up even after the timeout: the turn may have begun, and what fills the limits may be its own reservation.
        await pause(++state.conflicts)
        continue
    }
    state.origin = undefined
    if (context.now() > timeoutAt) throw tooBusy()
    if (outcome.kind === "cleared") await pause(cleared++)
    if (outcome.kind === "conflict") await pause(++state.conflicts)
  }
}
