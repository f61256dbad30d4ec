import { ConflictError, despiteConflicts } from "../entities/conflict.ts"
import type { Conversation } from "../entities/conversation.ts"
import type { Store, TransactionEntities } from "../entities/store.ts"
import type { Turn } from "../entities/turn.ts"

/** DynamoDB takes 100 writes in one transaction; two are the conversation's. */
const turnsAtOnce = 98

/**
 * Changes the owner of a conversation and copies its turns to the new owner, in one transaction; a very long conversation takes several, and
 * the last one changes the owner. Each requires the conversation as it was read. Its turns were read after it, so none is missing and none
 * runs. If the new owner already has one of its turns, an interrupted attempt has copied it.
 * @returns false if the conversation has changed since it was read
 */
export async function changeOwner(store: Store, seen: Conversation, turns: Turn[], to: string): Promise<boolean> {
  for (let start = 0; ; start += turnsAtOnce) {
    const isLast = start + turnsAtOnce >= turns.length
    const written = await despiteConflicts(() => write(store, seen, turns.slice(start, start + turnsAtOnce), to, isLast))
    if (!written || isLast) return written
  }
}

type Condition = Parameters<ReturnType<TransactionEntities["conversations"]["delete"]>["where"]>[0]

async function write(store: Store, seen: Conversation, copied: Turn[], to: string, isLast: boolean): Promise<boolean> {
  const { owner, conversationId } = seen
  const asSeen: Condition = (item, { eq, notExists }) =>
    [
      eq(item.updatedAt, seen.updatedAt),
      eq(item.lastTurnId, seen.lastTurnId),
      eq(item.messageCount, seen.messageCount),
      eq(item.title, seen.title),
      notExists(item.running),
      notExists(item.activeTurnId),
      notExists(item.deletedAt),
    ].join(" AND ")
  const { canceled, data } = await store.transaction
    .write(({ conversations, turns }) => {
      const copies = copied.map((turn) =>
        turns
          .put({ ...turn, owner: to })
          .where((item, { eq, notExists }) => `${notExists(item.turnId)} OR ${eq(item.conversationId, conversationId)}`)
          .commit(),
      )
      const key = { owner, conversationId }
      const change = [conversations.delete(key).where(asSeen).commit(), conversations.create({ ...seen, owner: to }).commit()]
      // Writes the same title again: the function's role has no right to a condition check without a write.
      const stay = [conversations.patch(key).set({ title: seen.title }).where(asSeen).commit()]
      return [...copies, ...(isLast ? change : stay)]
    })
    .go()
  if (!canceled) return true
  const refused = data.map(({ code }) => code === "ConditionalCheckFailed")
  if (refused.slice(copied.length).includes(true)) return false
  // The new owner has a turn of another conversation under the same id: that one stays.
  const free = copied.filter((_, index) => !refused[index])
  if (free.length < copied.length) return write(store, seen, free, to, isLast)
  throw new ConflictError()
}
