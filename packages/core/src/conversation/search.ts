import { type Clock, isExpired } from "../clock.ts"
import type { Conversation } from "../entities/conversation.ts"
import type { Message } from "../entities/message.ts"
import type { Store } from "../entities/store.ts"
import { textOf } from "../text.ts"
import { excerptOf } from "./excerpt.ts"
import { fold } from "./fold.ts"
import { listConversations } from "./list.ts"

/** A search reads at most so much, whatever an owner has stored: it must cost little and answer soon. */
const maxConversations = 200
const maxMessagesEach = 200
const maxResults = 50
const patienceMilliseconds = 4_000

export type SearchResult = { conversationId: string; title: string; updatedAt: string; messageId?: string; excerpt: string }
export type Found = { results: SearchResult[] /** False: something older was not looked at. */; complete: boolean }

/** Looks for words in an owner's titles and messages, newest conversation first; every word must occur in the same title or message. */
export async function searchConversations(store: Store, owner: string, query: string, now: Clock): Promise<Found> {
  const words = fold(query).split(/\s+/).filter(Boolean)
  // Accents alone.
  if (words.length === 0) return { results: [], complete: true }
  const giveUpAt = now() + patienceMilliseconds
  const results: SearchResult[] = []
  let looked = 0
  let cursor: string | undefined
  let truncated = false
  do {
    const page = await listConversations(store, owner, now, { cursor, limit: 25 })
    const found = await Promise.all(page.conversations.map((conversation) => searchOne(store, conversation, words, now)))
    for (const one of found) {
      results.push(...one.results)
      truncated ||= one.truncated
    }
    looked += page.conversations.length
    cursor = page.cursor
  } while (cursor && results.length < maxResults && looked < maxConversations && now() < giveUpAt)
  return { results: results.slice(0, maxResults), complete: !cursor && !truncated && results.length <= maxResults }
}

async function searchOne(store: Store, { conversationId, title, updatedAt }: Conversation, words: string[], now: Clock) {
  const page = await store.entities.messages.query.primary({ conversationId }).go({ order: "desc", limit: maxMessagesEach, pages: 1 })
  const hit = page.data.find((message: Message) => !isExpired(message, now()) && holdsAll(textOf(message.content), words))
  const results: SearchResult[] = []
  if (hit) results.push({ conversationId, title, updatedAt, messageId: hit.messageId, excerpt: excerptOf(textOf(hit.content), words) })
  else if (holdsAll(title, words)) results.push({ conversationId, title, updatedAt, excerpt: title })
  return { results, truncated: page.cursor !== null && results.length === 0 }
}

function holdsAll(text: string, words: string[]): boolean {
  const folded = fold(text)
  return words.every((word) => folded.includes(word))
}
