import { countRequest } from "../budget/request-rate.ts"
import { type Slots, takeSlots } from "../budget/slots.ts"
import type { Caller, TurnContext } from "../context.ts"
import type { Turn } from "../entities/turn.ts"
import type { Emit } from "./events.ts"
import { followTurn, type Joined, replayTurn } from "./follow.ts"
import type { After } from "./new-reader.ts"

/** The most followers at once of one turn, one owner and one address: each holds one execution of the function. */
export const followerLimits = { turn: 3, owner: 6, address: 12 }

/** How long a caller can follow a turn; then it sends its request again with the text that it has. */
export const followMs = 20_000

/** A slot is kept twice as long: calls to the table may hang beyond the end of the follow, and the clocks of two functions may differ. */
const holdMs = 2 * followMs

/**
 * Replays a turn that has ended, or follows one that is being written if a slot for a follower is free. Nothing is emitted without a slot. If
 * the table cannot be asked for one, the slots count as taken: the caller polls the conversation instead.
 * @throws VisibleError before anything was emitted: `rate.exceeded`; `turn.missing` if the answer has been replaced or deleted
 */
export async function joinTurn(
  context: TurnContext,
  caller: Caller,
  found: Turn,
  after: After,
  emit: Emit,
  deadline: number,
): Promise<Joined> {
  await countRequest(context, caller, "join")
  if (found.status !== "streaming") return { kind: "ended", message: await replayTurn(context, found, after, emit) }
  const slots = await takeFollowerSlots(context, caller, found)
  if (!slots) return { kind: "running", turn: found }
  try {
    return await followTurn(context, found, after, emit, { deadline, until: context.now() + followMs })
  } finally {
    await slots.release()
  }
}

async function takeFollowerSlots(context: TurnContext, { owner, address }: Caller, { turnId }: Turn): Promise<Slots | undefined> {
  const scopes = [
    { scope: `follow#turn#${owner}#${turnId}`, size: followerLimits.turn },
    { scope: `follow#visitor#${owner}`, size: followerLimits.owner },
    { scope: `follow#address#${address}`, size: followerLimits.address },
  ]
  return takeSlots(context, scopes, holdMs).catch((error: unknown) => {
    context.log("No slot could be taken to follow a turn", { turnId, error })
    return undefined
  })
}
