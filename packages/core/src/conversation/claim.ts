import type { Clock } from "../clock.ts"
import type { StoreContext } from "../context.ts"
import type { Conversation } from "../entities/conversation.ts"
import type { Store } from "../entities/store.ts"
import type { Turn } from "../entities/turn.ts"
import { isDead } from "../turn/lease.ts"
import { tryToRecover } from "../turn/recover.ts"
import { inBatches } from "./batches.ts"
import { changeHands } from "./change-owner.ts"
import { isThere, readConversation } from "./read.ts"
import { deleteTurn, removeStrayTurns, turnsOf } from "./turns.ts"

/** So many are counted at most: the offer to keep them need not be exact beyond. */
const mostCounted = 100
/** One call works no longer; the caller asks again for what is left. */
const timeoutMs = 10_000

export type Adoption = {
  adopted: number
  /** Whose answer is being written: they stay where they are, to be asked for again. */
  busy: number
  /** Time ran out before everything was looked at. */
  left: boolean
}

/** How many conversations of one owner another could take over, at most 100. */
export async function countAdoptable(store: Store, owner: string, now: Clock): Promise<number> {
  const page = await store.entities.conversations.query.primary({ owner }).go({ limit: mostCounted, pages: 1, consistent: true })
  return page.data.filter((conversation) => isThere(conversation, now())).length
}

/**
 * Makes conversations another owner's: what a visitor said before signing in. Each changes hands in one transaction, so it always has
 * exactly one owner; the old copies of its turns are removed after it, which nobody can see, since an answer is replayed only to the owner
 * of its conversation. Safe to repeat and to be cut short: the next call goes on.
 */
export async function adoptConversations(context: StoreContext, from: string, to: string): Promise<Adoption> {
  const { store, now } = context
  const giveUpAt = now() + timeoutMs
  const adoption: Adoption = { adopted: 0, busy: 0, left: false }
  let cursor: string | null = null
  do {
    const page: { data: Conversation[]; cursor: string | null } = await store.entities.conversations.query
      .primary({ owner: from })
      .go({ limit: 100, pages: 1, cursor, consistent: true })
    // Read after the conversations: what these do not know yet makes the condition of the transaction fail.
    const turns = Map.groupBy(await turnsOf(store, from), ({ conversationId }) => conversationId)
    for (const conversation of page.data) {
      if (!isThere(conversation, now())) continue
      if (now() > giveUpAt) return { ...adoption, left: true }
      if (await adopt(context, conversation, turns.get(conversation.conversationId) ?? [], to)) adoption.adopted++
      // Another call may have been faster; what is still here is being written to.
      else if (await readConversation(store, from, conversation.conversationId)) adoption.busy++
    }
    cursor = page.cursor
  } while (cursor)
  await removeStrayTurns(store, from)
  return adoption
}

async function adopt(context: StoreContext, conversation: Conversation, turns: Turn[], to: string): Promise<boolean> {
  const { store, now } = context
  if (conversation.activeTurnId) {
    // One whose generator died is ended here, and the conversation changes hands with the next call.
    const active = turns.find(({ turnId }) => turnId === conversation.activeTurnId)
    if (active && isDead(active, now())) await tryToRecover(context, active)
    return false
  }
  if (!(await changeHands(store, conversation, turns, to))) return false
  await inBatches(turns, (turn) => deleteTurn(store, turn))
  return true
}
