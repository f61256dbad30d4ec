import { countRequest } from "../budget/request-rate.ts"
import { type Slots, takeSlots } from "../budget/slots.ts"
import type { Caller, TurnContext } from "../context.ts"
import type { Turn } from "../entities/turn.ts"
import type { Emit } from "./events.ts"
import { followTurn, type Joined, replayTurn } from "./follow.ts"

/** A follower holds one execution of the function: so many at once may belong to one turn, to one owner and to one address. */
export const followerLimits = { turn: 3, owner: 6, address: 12 }

/** How long a follower is held; then its caller comes again with what it has. */
export const followMilliseconds = 20_000

/** A place is kept twice as long: calls to the table may hang beyond the end of the follow, and two functions' clocks may differ. */
const holdMilliseconds = 2 * followMilliseconds

/**
 * Replays a turn that has ended, or follows one that is being written if there is a place for another follower. Nothing is emitted without
 * a place. A table that cannot say whether there is one counts as full: the caller polls the conversation instead.
 * @throws VisibleError before anything was emitted: `rate.exceeded`; `turn.missing` if the answer has been replaced or deleted
 */
export async function joinTurn(
  context: TurnContext,
  caller: Caller,
  found: Turn,
  after: number,
  emit: Emit,
  deadline: number,
): Promise<Joined> {
  await countRequest(context, caller, "join")
  if (found.status !== "streaming") return { kind: "ended", message: await replayTurn(context, found, after, emit) }
  const place = await takePlace(context, caller, found)
  if (!place) return { kind: "running", turn: found }
  try {
    return await followTurn(context, found, after, emit, { deadline, until: context.now() + followMilliseconds })
  } finally {
    await place.release()
  }
}

async function takePlace(context: TurnContext, { owner, address }: Caller, { turnId }: Turn): Promise<Slots | undefined> {
  const scopes = [
    { scope: `follow#turn#${owner}#${turnId}`, size: followerLimits.turn },
    { scope: `follow#visitor#${owner}`, size: followerLimits.owner },
    { scope: `follow#address#${address}`, size: followerLimits.address },
  ]
  return takeSlots(context, scopes, holdMilliseconds).catch((error: unknown) => {
    context.log("No place could be taken to follow a turn", { turnId, error })
    return undefined
  })
}
