import { request, requestJson } from "./request.ts"
import type { ConversationList, ConversationPage, Feedback } from "./types.ts"

const path = (conversationId: string, cursor?: string) =>
  `/conversations/${encodeURIComponent(conversationId)}${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ""}`

/** One page of the visitor's conversations, newest first. */
export const listConversations = (cursor?: string): Promise<ConversationList> =>
  requestJson("GET", `/conversations${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ""}`)

/** The newest page of a conversation's messages, oldest first inside it; the cursor of an answer leads to older ones. */
export const readConversation = (conversationId: string, cursor?: string): Promise<ConversationPage> =>
  requestJson("GET", path(conversationId, cursor))

export const renameConversation = async (conversationId: string, title: string): Promise<void> => {
  await request("PATCH", path(conversationId), { body: { title } })
}

/** `keepalive` lets the request outlive the page. */
export const deleteConversation = async (conversationId: string, keepalive: boolean): Promise<void> => {
  await request("DELETE", path(conversationId), { keepalive })
}

/** Deletes everything of the visitor. */
export const deleteConversations = async (): Promise<void> => {
  await request("DELETE", "/conversations")
}

/** Keeps what the visitor thinks of an answer; no feedback takes it back. */
export const rateAnswer = async (conversationId: string, messageId: string, feedback: Feedback | undefined): Promise<void> => {
  await request("PUT", `${path(conversationId)}/messages/${encodeURIComponent(messageId)}/feedback`, { body: feedback ?? { rating: null } })
}

/** Where a conversation can be downloaded. */
export const exportAddress = (conversationId: string, format: "markdown" | "json"): string =>
  `/api${path(conversationId)}/export?format=${format}`

/** Where everything of the visitor can be downloaded. */
export const exportAllAddress = "/api/export"
