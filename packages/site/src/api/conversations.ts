import { request, requestJson } from "./request.ts"
import type { IfAway } from "./token-source.ts"
import type { ConversationList, ConversationPage, Feedback } from "./types.ts"

const path = (conversationId: string, cursor?: string) =>
  `/conversations/${encodeURIComponent(conversationId)}${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ""}`

/** One page of the visitor's conversations, newest first. */
export const listConversations = (cursor?: string, ifAway?: IfAway): Promise<ConversationList> =>
  requestJson("GET", `/conversations${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ""}`, ifAway ? { ifAway } : {})

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

/** Where a conversation can be downloaded, and everything of the visitor. */
export const exportPath = (conversationId: string, format: "markdown" | "json"): string => `${path(conversationId)}/export?format=${format}`
export const exportAllPath = "/export"
