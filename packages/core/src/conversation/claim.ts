import type { Clock } from "../clock.ts"
import type { StoreContext } from "../context.ts"
import type { Conversation } from "../entities/conversation.ts"
import type { Store } from "../entities/store.ts"
import type { Turn } from "../entities/turn.ts"
import { tryToRecover } from "../turn/recover.ts"
import { changeOwner } from "./change-owner.ts"
import { isThere, readConversation } from "./read.ts"
import { runningTurns } from "./running.ts"
import { deleteTurn, inBatches, removeStrayTurns, turnsOf } from "./turns.ts"

/** The highest count: the page's offer to keep conversations need not be exact beyond it. */
const mostCounted = 100
/** One call takes no longer; the caller repeats it for the rest. */
const timeoutMs = 10_000

export type ClaimedConversations = {
  adopted: number
  /** Conversations with a running turn: they keep their owner, and the caller repeats the call for them. */
  busy: number
  /** The timeout came before all conversations were read. */
  left: boolean
}

/** How many conversations of one owner another one can claim, at most 100. */
export async function countClaimable(store: Store, owner: string, now: Clock): Promise<number> {
  const page = await store.entities.conversations.query.primary({ owner }).go({ limit: mostCounted, pages: 1, consistent: true })
  return page.data.filter((conversation) => isThere(conversation, now())).length
}

/**
 * Moves the conversations of a visitor to the account that the visitor signed in to. Each moves in one transaction, so it always has exactly
 * one owner. The old copies of its turns are removed afterwards: nobody can see them, since an answer is replayed only to the owner of its
 * conversation. Safe to repeat and to interrupt: the next call continues.
 */
export async function claimConversations(context: StoreContext, from: string, to: string): Promise<ClaimedConversations> {
  const { store, now } = context
  const timeoutAt = now() + timeoutMs
  const result: ClaimedConversations = { adopted: 0, busy: 0, left: false }
  let cursor: string | null = null
  do {
    const page: { data: Conversation[]; cursor: string | null } = await store.entities.conversations.query
      .primary({ owner: from })
      .go({ limit: 100, pages: 1, cursor, consistent: true })
    // Read after the conversations: a turn that began in between makes the condition of the transaction fail.
    const turns = Map.groupBy(await turnsOf(store, from), ({ conversationId }) => conversationId)
    for (const conversation of page.data) {
      if (!isThere(conversation, now())) continue
      if (now() > timeoutAt) return { ...result, left: true }
      if (await claim(context, conversation, turns.get(conversation.conversationId) ?? [], to)) result.adopted++
      // Another call may have been faster; a conversation that is still here has a running turn.
      else if (await readConversation(store, from, conversation.conversationId)) result.busy++
    }
    cursor = page.cursor
  } while (cursor)
  await removeStrayTurns(store, from)
  return result
}

async function claim(context: StoreContext, conversation: Conversation, turns: Turn[], to: string): Promise<boolean> {
  const { store } = context
  const running = runningTurns(conversation)
  if (running.length > 0) {
    // A dead turn is ended here, and the next call claims the conversation.
    for (const turn of turns) if (running.includes(turn.turnId)) await tryToRecover(context, turn)
    return false
  }
  if (!(await changeOwner(store, conversation, turns, to))) return false
  await inBatches(turns, (turn) => deleteTurn(store, turn))
  return true
}
