import { request, requestJson } from "./request.ts"
import type { OnReauth } from "./token-source.ts"
import type { ClaimResult, ConversationList, ConversationPage, Feedback, SearchResults } from "./types.ts"

const path = (conversationId: string) => `/conversations/${encodeURIComponent(conversationId)}`

/** One page of the visitor's conversations, newest first. */
export const getConversations = (cursor?: string, onReauth?: OnReauth): Promise<ConversationList> =>
  requestJson("GET", `/conversations${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ""}`, onReauth ? { onReauth } : {})

/**
 * A page of a conversation's messages, oldest first, starting with the newest page; the response's cursor leads to older ones. With a `leafTurnId` it
 * is of the path through that turn instead of the shown one.
 */
export function getConversation(conversationId: string, query: { cursor?: string; leafTurnId?: string } = {}): Promise<ConversationPage> {
  const said = new URLSearchParams(query).toString()
  return requestJson("GET", `${path(conversationId)}${said && "?"}${said}`)
}

/** Shows the path through a turn from now on. The request outlives the page. */
export const patchLeaf = async (conversationId: string, leafTurnId: string): Promise<void> => {
  await request("PATCH", path(conversationId), { body: { leafTurnId }, keepalive: true })
}

/** Copies the path to a turn into a new conversation, whose id the page makes: a repeated request makes no second copy. */
export const postFork = async (conversationId: string, from: { conversationId: string; turnId: string }): Promise<void> => {
  await request("POST", "/conversations", { body: { conversationId, from } })
}

export const patchTitle = async (conversationId: string, title: string): Promise<void> => {
  await request("PATCH", path(conversationId), { body: { title } })
}

/** With `keepalive`, the request outlives the page. */
export const deleteConversation = async (conversationId: string, keepalive: boolean): Promise<void> => {
  await request("DELETE", path(conversationId), { keepalive })
}

/** Deletes all data of the visitor. */
export const deleteConversations = async (): Promise<void> => {
  await request("DELETE", "/conversations")
}

/** Saves the rating of an answer; `undefined` removes it. */
export const putFeedback = async (conversationId: string, messageId: string, feedback: Feedback | undefined): Promise<void> => {
  await request("PUT", `${path(conversationId)}/messages/${encodeURIComponent(messageId)}/feedback`, { body: feedback ?? { rating: null } })
}

/** The download URLs of a conversation and of all the visitor's conversations. */
export const exportPath = (conversationId: string, format: "markdown" | "json"): string => `${path(conversationId)}/export?format=${format}`
export const exportAllPath = "/export"

/** The maximum length of a search, in UTF-16 code units. */
export const maxQueryLength = 200

/** The visitor's conversations with all these words in the title or in one message, newest first. */
export const getSearchResults = (words: string, signal: AbortSignal): Promise<SearchResults> =>
  requestJson("GET", `/search?q=${encodeURIComponent(words)}`, { signal })

/** How many conversations from before sign-in the account can claim. At most 100 are counted. */
export const getClaimableCount = async (): Promise<number> =>
  (await requestJson<{ conversations: number }>("GET", "/conversations/adopt", { onReauth: "stay" })).conversations

/** Moves some of them to the account of the signed-in person. Safe to repeat. */
export const postClaim = (): Promise<ClaimResult> => requestJson("POST", "/conversations/adopt")
