import type { TurnContext } from "../context.ts"
import { conversationMissing, isThere, readConversation } from "../conversation/read.ts"
import { runningTurns } from "../conversation/running.ts"
import { maxVersions } from "../conversation/tree.ts"
import { ignoreFailedCondition } from "../entities/condition.ts"
import { despiteConflicts } from "../entities/conflict.ts"
import type { Conversation } from "../entities/conversation.ts"
import { root } from "../entities/node.ts"
import type { Turn } from "../entities/turn.ts"
import type { Cleared } from "./claim.ts"
import type { Origin } from "./origin.ts"
import { readTurn } from "./read.ts"
import { recoverIfDead } from "./recover.ts"
import { turnBusy, versionsExceeded } from "./refusals.ts"
import { maxRunning } from "./slot-writes.ts"

function isBlocked(conversation: Conversation, { turnId, parentTurnId }: Pick<Turn, "turnId"> & Origin): boolean {
  const { running = [], runningParent, activeTurnId } = conversation
  if (activeTurnId !== undefined) return true
  return running.length > 0 && (runningParent !== parentTurnId || running.length >= maxRunning || running.includes(turnId))
}

type Beginning = Pick<Turn, "owner" | "turnId"> & Origin

/**
 * Frees the slots of a conversation that refused a turn: ends running turns that are dead, and frees the slots of those that have ended or no
 * longer exist.
 * @throws VisibleError `conversation.missing`; `turn.busy` if all of them run; `versions.exceeded`
 */
export async function clearSlots(context: TurnContext, conversation: Conversation | undefined, beginning: Beginning): Promise<Cleared> {
  if (!isThere(conversation, context.now())) throw conversationMissing()
  const isFull = beginning.parentTurnId === root && (conversation.firstTurns ?? 0) >= maxVersions
  if (isFull) throw versionsExceeded()
  if (!isBlocked(conversation, beginning)) return { kind: "cleared" }
  const running = runningTurns(conversation)
  const isFree = await Promise.all(running.map((turnId) => freeSlot(context, conversation, beginning.owner, turnId)))
  if (isFree.includes(true)) return { kind: "cleared" }
  throw turnBusy(running[0] ?? beginning.turnId)
}

/**
 * The same for a turn that no transaction tried to begin. `undefined`: the conversation has a slot for it.
 * @throws VisibleError like `clearSlots`
 */
export async function checkSlots(context: TurnContext, conversationId: string, beginning: Beginning): Promise<Cleared | undefined> {
  const conversation = await readConversation(context.store, beginning.owner, conversationId)
  const isFree = isThere(conversation, context.now()) && !isBlocked(conversation, beginning)
  return isFree ? undefined : clearSlots(context, conversation, beginning)
}

/** @returns false: the turn runs */
async function freeSlot(context: TurnContext, { conversationId, activeTurnId }: Conversation, owner: string, turnId: string) {
  const turn = await readTurn(context.store, owner, turnId)
  if (turn?.status === "streaming" && turn.conversationId === conversationId) return recoverIfDead(context, turn)
  // An interrupted deletion left the slot, or a version without a tree ended the turn. It would block the conversation for ever.
  const { conversations } = context.store.entities
  const key = { owner, conversationId }
  await despiteConflicts(() =>
    (activeTurnId === turnId
      ? conversations
          .patch(key)
          .remove(["activeTurnId"])
          .where((item, { eq }) => eq(item.activeTurnId, turnId))
      : conversations
          .patch(key)
          .delete({ running: [turnId] })
          .add({ runningCount: -1 })
          .where((item, { contains }) => contains(item.running, turnId as never))
    ).go(),
  ).catch(ignoreFailedCondition)
  return true
}
