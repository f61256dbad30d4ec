import type { TurnContext } from "../context.ts"
import { conversationMissing, isThere, readConversation } from "../conversation/read.ts"
import { ignoreFailedCondition } from "../entities/condition.ts"
import { despiteConflicts } from "../entities/conflict.ts"
import type { Conversation } from "../entities/conversation.ts"
import { VisibleError } from "../visible-error.ts"
import type { Cleared } from "./claim.ts"
import { readTurn } from "./read.ts"
import { recoverIfDead } from "./recover.ts"
import type { TurnRequest } from "./request.ts"

/**
 * Clears the slot of a conversation that refused a turn: ends an active turn that is dead, or frees the slot of one that no longer exists.
 * @throws VisibleError `conversation.missing`; `turn.busy` if the active turn runs; `turn.notLast`
 */
export async function clearActiveTurn(
  context: TurnContext,
  conversation: Conversation | undefined,
  owner: string,
  request: TurnRequest,
): Promise<Cleared> {
  if (!isThere(conversation, context.now())) throw conversationMissing()
  const { activeTurnId, conversationId } = conversation
  if (!activeTurnId) {
    if (request.replaces && conversation.lastTurnId !== request.replaces) throw notLast()
    return { kind: "cleared" }
  }
  const active = await readTurn(context.store, owner, activeTurnId)
  if (!active) {
    await freeSlot(context, owner, conversationId, activeTurnId)
  } else if (active.status === "streaming" && !(await recoverIfDead(context, active))) {
    throw new VisibleError("turn.busy", "Another answer of this conversation is being written. Wait for its end, or stop it.", {
      turnId: activeTurnId,
    })
  }
  return { kind: "cleared" }
}

/**
 * The same for a turn that no transaction tried to begin. `undefined`: the conversation does not stand in its way.
 * @throws VisibleError like `clearActiveTurn`
 */
export async function checkConversation(context: TurnContext, owner: string, request: TurnRequest): Promise<Cleared | undefined> {
  const { conversationId, replaces } = request
  if (!conversationId) return undefined
  const conversation = await readConversation(context.store, owner, conversationId)
  const isFree = isThere(conversation, context.now()) && !conversation.activeTurnId
  if (isFree && (!replaces || conversation.lastTurnId === replaces)) return undefined
  return clearActiveTurn(context, conversation, owner, request)
}

export const notLast = () => new VisibleError("turn.notLast", "The turn to replace is not the last one of this conversation.")

/** A slot whose turn no longer exists (its deletion was interrupted) would block the conversation for ever. */
async function freeSlot({ store }: TurnContext, owner: string, conversationId: string, activeTurnId: string): Promise<void> {
  await despiteConflicts(() =>
    store.entities.conversations
      .patch({ owner, conversationId })
      .remove(["activeTurnId"])
      .where((item, { eq }) => eq(item.activeTurnId, activeTurnId))
      .go(),
  ).catch(ignoreFailedCondition)
}
