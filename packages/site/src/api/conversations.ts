import { request, requestJson } from "./request.ts"
import type { ConversationList, ConversationPage } from "./types.ts"

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
