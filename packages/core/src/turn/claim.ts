import { refusals } from "../budget/reservation.ts"
import { fullScope, type ShardLimits, type StageScope } from "../budget/stage-budget.ts"
import { isExpired } from "../clock.ts"
import type { TurnContext } from "../context.ts"
import { conversationMissing, isThere, readConversation } from "../conversation/read.ts"
import { ignoreFailedCondition } from "../entities/condition.ts"
import { despiteConflicts } from "../entities/conflict.ts"
import type { Conversation } from "../entities/conversation.ts"
import type { Turn } from "../entities/turn.ts"
import type { Usage } from "../entities/usage.ts"
import { VisibleError } from "../visible-error.ts"
import { beginItems } from "./begin-transaction.ts"
import { isDead } from "./lease.ts"
import { readTurn, turnReplaced } from "./read.ts"
import { healTurn, tryToHeal } from "./recover.ts"
import type { TurnRequest } from "./request.ts"

export type Outcome =
  | Known
  /** The failed turn that was to be retried is no longer there. */
  | { kind: "gone" }
  | { kind: "shardFull"; scope: StageScope }
  | { kind: "conflict" }

/** What is known of a turn, by its claim. */
type Known =
  /** My own claim: the transaction took effect and only its reply was lost. */
  | { kind: "mine"; turn: Turn }
  | { kind: "found"; turn: Turn }
  | { kind: "failedBefore"; turn: Turn }
  /** Something in the way was cleared. */
  | { kind: "again" }

type Rejection = { rejected: boolean; code: string; item?: unknown }

/**
 * Reads why the table refused to begin a turn. Reasons come one per item and several at once; they count in the order claim, conversation,
 * money, and only if no condition failed it was a conflict with another writer.
 * @throws VisibleError for a refusal that trying again does not change
 */
export async function cancellationOutcome(
  context: TurnContext,
  turn: Turn,
  request: TurnRequest,
  limits: ShardLimits,
  rejections: readonly Rejection[],
): Promise<Outcome> {
  const { settings, now } = context
  const items = beginItems(settings, turn.reserved)
  type Item = (typeof items)[number]
  const rejection = (name: Item) => rejections[items.indexOf(name)]
  const failed = (name: Item) => items.includes(name) && rejection(name)?.code === "ConditionalCheckFailed"
  const seen = (name: Item) => rejection(name)?.item
  if (failed("turn")) {
    const claimed = seen("turn") as Turn | null
    return claimed ? claimOutcome(context, claimed, turn, request) : { kind: "gone" }
  }
  // Another request begins or ends this very turn; what else failed may only be what that one took.
  const ours = rejection("turn")?.code === "TransactionConflict" ? await knownOutcome(context, turn, request) : undefined
  if (ours && ours.kind !== "failedBefore") return ours
  if (failed("conversation"))
    return conversationOutcome(context, (seen("conversation") ?? undefined) as Conversation | undefined, turn.owner, request)
  for (const scope of ["visitor", "address", "network", "minute", "minuteOfAddress"] as const) {
    if (failed(scope)) throw refusals[scope](seen(scope) as Usage | null, settings, now())
  }
  if (failed("stage")) return { kind: "shardFull", scope: fullScope(seen("stage") as Usage | null, limits, turn.reserved.nanoDollars) }
  return { kind: "conflict" }
}

/** For a turn that is refused without being written: what is known of it comes first all the same. */
export async function refuseUnwritten(
  context: TurnContext,
  draft: Turn,
  request: TurnRequest,
  impossible: VisibleError | undefined,
): Promise<{ kind: "found"; turn: Turn } | { kind: "again" }> {
  const outcome = await knownOutcome(context, draft, request)
  if (outcome?.kind === "found" || outcome?.kind === "again") return outcome
  if (request.conversationId) {
    const conversation = await readConversation(context.store, draft.owner, request.conversationId)
    const free = isThere(conversation, context.now()) && !conversation.activeTurnId
    if (!free || (request.replaces && conversation.lastTurnId !== request.replaces)) {
      return conversationOutcome(context, conversation, draft.owner, request)
    }
  }
  throw impossible ?? notLast()
}

/**
 * Reads what is known of a turn without trying to begin it. `undefined`: nothing, or no longer.
 * @throws VisibleError `turn.mismatch`, or `turn.missing` for a turn that was replaced
 */
export async function knownOutcome(context: TurnContext, draft: Turn, request: TurnRequest): Promise<Known | undefined> {
  const known = await readTurn(context.store, draft.owner, draft.turnId)
  return known && !isExpired(known, context.now()) ? claimOutcome(context, known, draft, request) : undefined
}

async function claimOutcome(context: TurnContext, claimed: Turn, mine: Turn, request: TurnRequest): Promise<Known> {
  if (claimed.runId === mine.runId) return { kind: "mine", turn: claimed }
  if (claimed.requestHash !== mine.requestHash) {
    throw new VisibleError("turn.mismatch", "This turnId was taken with other content. Make a new one for a new question.")
  }
  if (request.conversationId && claimed.conversationId !== request.conversationId) {
    throw new VisibleError("turn.mismatch", "This turnId belongs to another conversation.")
  }
  if (claimed.replacedBy) throw turnReplaced()
  if (claimed.status === "failed") return { kind: "failedBefore", turn: claimed }
  const isHealed = isDead(claimed, context.now()) && (await tryToHeal(context, claimed))
  return isHealed ? { kind: "again" } : { kind: "found", turn: claimed }
}

async function conversationOutcome(
  context: TurnContext,
  conversation: Conversation | undefined,
  owner: string,
  request: TurnRequest,
): Promise<{ kind: "again" }> {
  if (!isThere(conversation, context.now())) throw conversationMissing()
  const { activeTurnId, conversationId } = conversation
  if (activeTurnId) {
    const running = await readTurn(context.store, owner, activeTurnId)
    if (!running) {
      await freeSlot(context, owner, conversationId, activeTurnId)
    } else if (isDead(running, context.now())) {
      await healTurn(context, running)
    } else if (running.status === "streaming") {
      throw new VisibleError("turn.busy", "Wait for the answer that is being written, or stop it.", { turnId: activeTurnId })
    }
    return { kind: "again" }
  }
  if (request.replaces && conversation.lastTurnId !== request.replaces) throw notLast()
  return { kind: "again" }
}

const notLast = () => new VisibleError("turn.notLast", "The turn to replace is not the last one of this conversation.")

/** A slot whose turn no longer exists (its deletion was cut short) would block the conversation for ever. */
async function freeSlot({ store }: TurnContext, owner: string, conversationId: string, activeTurnId: string): Promise<void> {
  await despiteConflicts(() =>
    store.entities.conversations
      .patch({ owner, conversationId })
      .remove(["activeTurnId"])
      .where((item, { eq }) => eq(item.activeTurnId, activeTurnId))
      .go(),
  ).catch(ignoreFailedCondition)
}
