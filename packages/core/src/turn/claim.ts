import { isExpired } from "../clock.ts"
import { contentHash } from "../content.ts"
import type { TurnContext } from "../context.ts"
import { pause } from "../entities/retry.ts"
import type { Turn } from "../entities/turn.ts"
import { VisibleError } from "../visible-error.ts"
import { readTurn } from "./read.ts"
import { tryToRecover } from "./recover.ts"
import type { TurnRequest } from "./request.ts"

/** The stored turn under a request's `turnId`. */
export type Claim =
  /** This request's own run: its transaction took effect, and only the reply was lost. */
  | { kind: "own"; turn: Turn }
  /** It runs or has ended. */
  | { kind: "existing"; turn: Turn }
  /** It failed and can be restarted. */
  | { kind: "failed"; turn: Turn }

/** A dead turn was ended: the stored turn must be read again. */
export type Cleared = { kind: "cleared" }

const timeoutMs = 5_000

/**
 * @param ownRunId the run id of this request's draft
 * @throws VisibleError `turn.mismatch`
 */
export function claimOf(claimed: Turn, request: TurnRequest, ownRunId?: string): Claim {
  if (claimed.runId === ownRunId) return { kind: "own", turn: claimed }
  if (claimed.requestHash !== contentHash(request.content)) {
    throw new VisibleError("turn.mismatch", "This turnId was already used for different content. Use a new turnId.")
  }
  if (request.conversationId && claimed.conversationId !== request.conversationId) {
    throw new VisibleError("turn.mismatch", "This turnId belongs to another conversation.")
  }
  const { parentTurnId } = request
  if (parentTurnId !== undefined && claimed.parentTurnId !== undefined && claimed.parentTurnId !== parentTurnId) {
    throw new VisibleError("turn.mismatch", "This turnId was already used after another turn. Use a new turnId.")
  }
  return { kind: claimed.status === "failed" ? "failed" : "existing", turn: claimed }
}

/** @throws VisibleError like `claimOf` */
export async function readClaim(
  { store, now }: TurnContext,
  owner: string,
  request: TurnRequest,
  ownRunId?: string,
): Promise<Claim | undefined> {
  const claimed = await readTurn(store, owner, request.turnId)
  return claimed && !isExpired(claimed, now()) ? claimOf(claimed, request, ownRunId) : undefined
}

/** Ends a dead turn. If the table refuses the write, the turn counts as existing: its reader recovers it later. */
export const recoverClaim = async (context: TurnContext, claim: Claim): Promise<Claim | Cleared> =>
  claim.kind === "existing" && (await tryToRecover(context, claim.turn)) ? { kind: "cleared" } : claim

/**
 * The turn that was begun before under this `turnId`, after a dead one was ended. `undefined`: there is none.
 * @throws VisibleError like `claimOf`; `store.unavailable` if the turn is found dead again and again for five seconds
 */
export async function earlierTurn(context: TurnContext, owner: string, request: TurnRequest) {
  const timeoutAt = context.now() + timeoutMs
  for (let attempt = 0; ; attempt++) {
    const found = await readClaim(context, owner, request)
    const claim = found && (await recoverClaim(context, found))
    if (claim?.kind !== "cleared") return claim
    if (context.now() > timeoutAt) throw tooBusy()
    await pause(attempt)
  }
}

export const tooBusy = () =>
  new VisibleError("store.unavailable", "Too many turns are starting at the same time. Try again in a moment.", { retryAfter: 2 })
