import { storedText } from "../blocks/stored.ts"
import { type Clock, isExpired } from "../clock.ts"
import { utf8Bytes } from "../content.ts"
import type { Conversation } from "../entities/conversation.ts"
import type { Message } from "../entities/message.ts"
import type { Store } from "../entities/store.ts"
import { excerptOf } from "./excerpt.ts"
import { fold } from "./fold.ts"
import { listConversations } from "./list.ts"
import { readNodesUntil, shownPath } from "./read-tree.ts"
import type { Tree } from "./tree.ts"

/** The limits of one search, whatever an owner has stored: it must be cheap and fast. */
const maxConversations = 200
const maxMessagesEach = 200
const maxResults = 50
const timeoutMs = 4_000
const maxReadBytes = 4 * 1_024 * 1_024
/** The most that one query reads (DynamoDB's limit for a page). */
const maxPageBytes = 1_024 * 1_024
const messagesPerPage = 50
/** The approximate size of a node. */
const nodeBytes = 300

export type SearchResult = {
  conversationId: string
  title: string
  updatedAt: string
  messageId?: string
  turnId?: string
  /** The message is not on the shown path. */
  otherVersion?: true
  excerpt: string
}
export type Found = { results: SearchResult[] /** False: older messages or conversations were not read. */; complete: boolean }

type Search = { store: Store; words: string[]; now: Clock; timeoutAt: number /** Bytes that may still be read. */; left: number }

/** Searches an owner's titles and messages for words, newest conversation first; every word must occur in the same title or message. */
export async function searchConversations(store: Store, owner: string, query: string, now: Clock): Promise<Found> {
  const words = fold(query).split(/\s+/).filter(Boolean)
  // Accents alone.
  if (words.length === 0) return { results: [], complete: true }
  const search: Search = { store, words, now, timeoutAt: now() + timeoutMs, left: maxReadBytes }
  const results: SearchResult[] = []
  let looked = 0
  let cursor: string | undefined
  let truncated = false
  do {
    const page = await listConversations(store, owner, now, { cursor, limit: 25 })
    const found = await searchEach(search, page.conversations)
    results.push(...found.results)
    truncated ||= found.truncated
    looked += page.conversations.length
    cursor = page.cursor
  } while (cursor && results.length < maxResults && looked < maxConversations && mayRead(search))
  return { results: results.slice(0, maxResults), complete: !cursor && !truncated && results.length <= maxResults }
}

const mayRead = ({ left, now, timeoutAt }: Search) => left >= maxPageBytes && now() < timeoutAt

/** The unread rest of one conversation: from `cursor` on, after `looked` messages. */
type Task = { conversation: Conversation; index: number; cursor: string | null; looked: number }

/** Reads as many pages in parallel as the remaining bytes allow, newest conversations first. */
async function searchEach(search: Search, conversations: Conversation[]): Promise<{ results: SearchResult[]; truncated: boolean }> {
  const hits: (SearchResult | undefined)[] = conversations.map((conversation) => titleHit(conversation, search.words))
  const tasks: Task[] = conversations.map((conversation, index) => ({ conversation, index, cursor: null, looked: 0 }))
  let truncated = false
  while (tasks.length > 0 && mayRead(search)) {
    const wave = tasks.splice(0, Math.floor(search.left / maxPageBytes))
    const rest: Task[] = []
    await Promise.all(
      wave.map(async (task) => {
        const { hit, next } = await searchPage(search, task)
        if (hit) hits[task.index] = hit
        else if (next && next.looked <= maxMessagesEach) rest.push(next)
        // Older messages were not read, but the title has already matched.
        else if (next && !hits[task.index]) truncated = true
      }),
    )
    tasks.unshift(...rest)
  }
  truncated ||= tasks.some(({ index }) => !hits[index])
  return { results: hits.filter((hit) => hit !== undefined), truncated }
}

async function searchPage(search: Search, { conversation, cursor, index, looked }: Task): Promise<{ hit?: SearchResult; next?: Task }> {
  const { store, words, now } = search
  const { conversationId, title, updatedAt } = conversation
  const page = await store.entities.messages.query
    .primary({ conversationId })
    .go({ order: "desc", limit: Math.min(messagesPerPage, maxMessagesEach + 1 - looked), pages: 1, cursor })
  search.left -= utf8Bytes(JSON.stringify(page.data))
  // One message more than the most tells whether anything is older: DynamoDB gives a cursor after the last item of a full page too.
  const alive = page.data.slice(0, maxMessagesEach - looked).filter((message: Message) => !isExpired(message, now()))
  const found = withContinuations(alive).find(({ text }) => holdsAll(text, words))
  if (found) {
    const { messageId, turnId, text } = found
    const isShown = await isOnShownPath(search, conversation, turnId)
    const place = { messageId, turnId, ...(!isShown && { otherVersion: true as const }) }
    return { hit: { conversationId, title, updatedAt, ...place, excerpt: excerptOf(text, words) } }
  }
  return page.cursor ? { next: { conversation, index, cursor: page.cursor, looked: looked + page.data.length } } : {}
}

/** The texts of messages, newest first; an answer together with its continuations, if all are among the messages. */
function withContinuations(newestFirst: Message[]): { messageId: string; turnId: string; text: string }[] {
  const continuations = new Map<string, string>()
  return newestFirst.flatMap(({ messageId, turnId, role, content, continues, parentTurnId = "" }) => {
    const own = storedText(content)
    const more = role === "assistant" ? continuations.get(turnId) : undefined
    const text = own + (more ?? "")
    if (continues) continuations.set(parentTurnId, text)
    return [{ messageId, turnId, text: own }, ...(more === undefined ? [] : [{ messageId, turnId, text }])]
  })
}

async function isOnShownPath(search: Search, conversation: Conversation, turnId: string): Promise<boolean> {
  if (!conversation.hasTree) return true
  const pathIn = (tree: Tree) => shownPath({ conversation, tree })
  const isThere = (tree: Tree) => pathIn(tree).some((node) => node.turnId === turnId)
  const tree = await readNodesUntil(search, conversation.conversationId, isThere)
  search.left -= nodeBytes * tree.nodes.size
  return isThere(tree)
}

function titleHit({ conversationId, title, updatedAt }: Conversation, words: string[]): SearchResult | undefined {
  return holdsAll(title, words) ? { conversationId, title, updatedAt, excerpt: title } : undefined
}

function holdsAll(text: string, words: string[]): boolean {
  const folded = fold(text)
  return words.every((word) => folded.includes(word))
}
